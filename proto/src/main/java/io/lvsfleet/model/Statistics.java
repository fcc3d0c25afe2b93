package io.lvsfleet.model;

import java.time.Instant;
import java.util.SortedMap;

/// What ip_vs counts on one director.
///
/// @param complete whether what is not there does not exist; else it has not changed
public record Statistics(
    Instant at, boolean complete, SortedMap<VirtualServiceKey, ServiceStatistics> services) {

  public Statistics {
    services = Sorted.map(services);
  }
}
