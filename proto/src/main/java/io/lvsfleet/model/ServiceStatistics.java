package io.lvsfleet.model;

import java.util.SortedMap;

/// What the kernel counts for a virtual service and its real servers, own ones and others'.
///
/// @param config in force when it was read
public record ServiceStatistics(
    VirtualServiceConfig config,
    Counters counters,
    Rates rates,
    SortedMap<RealServerKey, ServerStatistics> realServers) {

  public ServiceStatistics {
    realServers = Sorted.map(realServers);
  }
}
