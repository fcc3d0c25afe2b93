package io.lvsfleet.model;

import java.util.SortedMap;

/// All a real server's agent has reported, as the control plane relays it to directors.
///
/// @param connected whether its session is alive now; a lost session lowers no weight
public record WitnessReport(
    NodeId witness,
    boolean connected,
    SortedMap<ClusterId, Readiness> readiness,
    SortedMap<CheckKey, CheckVerdict> checks) {

  public WitnessReport {
    readiness = Sorted.map(readiness);
    checks = Sorted.map(checks);
  }
}
