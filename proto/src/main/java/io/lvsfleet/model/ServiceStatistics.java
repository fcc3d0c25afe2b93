package io.lvsfleet.model;

import java.util.SortedMap;

/// What the kernel counts for a virtual service and its real servers, own ones and others'.
public record ServiceStatistics(
    Counters counters, Rates rates, SortedMap<RealServerKey, ServerStatistics> realServers) {

  public ServiceStatistics {
    realServers = Sorted.map(realServers);
  }
}
