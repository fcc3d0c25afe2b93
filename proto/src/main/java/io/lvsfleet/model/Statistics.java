package io.lvsfleet.model;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/// What ip_vs counts on one director.
///
/// @param complete whether a service that is not there does not exist; else it has not changed. One
///   that is there is there with all its real servers
public record Statistics(
    Instant at, boolean complete, SortedMap<VirtualServiceKey, ServiceStatistics> services) {

  public Statistics {
    services = Sorted.map(services);
  }

  /// These and later ones in one.
  public Statistics and(Statistics later) {
    if (later.complete) {
      return later;
    }
    SortedMap<VirtualServiceKey, ServiceStatistics> all = new TreeMap<>(services);
    all.putAll(later.services);
    return new Statistics(later.at, complete, all);
  }
}
