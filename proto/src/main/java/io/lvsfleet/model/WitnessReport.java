package io.lvsfleet.model;

import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All a real server's agent has reported, as the control plane relays it to directors.
///
/// @param connected whether its session is alive now; a lost session lowers no weight
/// @param silentSince when it fell silent; null while it is not known to be
/// @param heardUntil when whoever keeps this lost touch with who relays it; null while he has not,
///   and of one that fell silent
/// @param bootId of the node's kernel: what it was ready for before a reboot it is no more; empty
///   when unknown
public record WitnessReport(
    NodeId witness,
    boolean connected,
    @Nullable Instant silentSince,
    @Nullable Instant heardUntil,
    String bootId,
    SortedMap<ClusterId, Readiness> readiness,
    SortedMap<CheckKey, CheckVerdict> checks) {

  public WitnessReport {
    readiness = Sorted.map(readiness);
    checks = Sorted.map(checks);
  }

  /// Of a boot nobody told of.
  public WitnessReport(
      NodeId witness,
      boolean connected,
      SortedMap<ClusterId, Readiness> readiness,
      SortedMap<CheckKey, CheckVerdict> checks) {
    this(witness, connected, null, null, "", readiness, checks);
  }
}
