package io.lvsfleet.model;

import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All a real server's agent has reported, as the control plane relays it to directors.
///
/// @param connected whether its session is alive now; a lost session lowers no weight
/// @param silentSince when it was last known to be connected; null while it is
/// @param bootId of the node's kernel: what it was ready for before a reboot it is no more; empty
///   when unknown
public record WitnessReport(
    NodeId witness,
    boolean connected,
    @Nullable Instant silentSince,
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
    this(witness, connected, null, "", readiness, checks);
  }
}
