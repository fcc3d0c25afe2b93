package io.lvsfleet.model;

import java.time.Instant;
import java.util.SortedMap;

/// What ip_vs counts on one director.
///
/// @param complete whether a service that is not there does not exist; else it has not changed. One
///   that is there is there with all its real servers
public record Statistics(
    Instant at, boolean complete, SortedMap<VirtualServiceKey, ServiceStatistics> services) {

  public Statistics {
    services = Sorted.map(services);
  }
}
