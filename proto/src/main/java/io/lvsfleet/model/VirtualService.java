package io.lvsfleet.model;

import java.util.SortedMap;

/// A virtual service as the kernel holds it: its configuration and its real servers.
public record VirtualService(
    VirtualServiceConfig config, SortedMap<RealServerKey, RealServerConfig> realServers) {

  public VirtualService {
    realServers = Sorted.map(realServers);
  }
}
