package io.lvsfleet.model;

import java.util.SortedMap;

/// A virtual service as declared.
public record ServiceSpec(
    String name,
    VirtualServiceConfig config,
    OnFailure onFailure,
    SortedMap<RealServerKey, RealServerSpec> realServers) {

  public ServiceSpec {
    realServers = Sorted.map(realServers);
  }
}
