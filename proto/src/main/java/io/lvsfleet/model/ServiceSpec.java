package io.lvsfleet.model;

import java.util.SortedMap;

/// A virtual service as declared.
///
/// @param health what decides about the weights of its real servers
/// @param adopt whether an entry of this key that somebody else made becomes ours, with those of
///   its real servers that are declared
public record ServiceSpec(
    String name,
    VirtualServiceConfig config,
    HealthPolicy health,
    SortedMap<RealServerKey, RealServerSpec> realServers,
    boolean adopt) {

  public ServiceSpec {
    realServers = Sorted.map(realServers);
  }

  /// One that adopts nothing.
  public static ServiceSpec of(
      String name,
      VirtualServiceConfig config,
      OnFailure onFailure,
      SortedMap<RealServerKey, RealServerSpec> realServers) {
    return new ServiceSpec(name, config, HealthPolicy.of(onFailure), realServers, false);
  }

  public ServiceSpec withRealServers(SortedMap<RealServerKey, RealServerSpec> servers) {
    return new ServiceSpec(name, config, health, servers, adopt);
  }

  public ServiceSpec withHealth(HealthPolicy policy) {
    return new ServiceSpec(name, config, policy, realServers, adopt);
  }

  public OnFailure onFailure() {
    return health.onFailure();
  }
}
