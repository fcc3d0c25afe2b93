package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;

/// What a node should be as a real server of one cluster.
///
/// @param heldAddresses virtual IPs it takes packets for without telling anybody (DR, TUN)
/// @param sysctls in place before the first of those addresses is
/// @param verified parameters an operator looks after himself: they are looked at and never written
/// @param network devices that unwrap, routes, rules that keep it silent
/// @param gateways through which its answers must leave (NAT); also those the operator sets himself
public record RealServerState(
    SortedSet<LocalAddress> heldAddresses,
    SortedMap<SysctlKey, String> sysctls,
    SortedMap<SysctlKey, String> verified,
    Network network,
    SortedSet<IpAddress> gateways) {

  public RealServerState {
    heldAddresses = Sorted.set(heldAddresses);
    sysctls = Sorted.map(sysctls);
    verified = Sorted.map(verified);
    gateways = Sorted.set(gateways);
  }

  /// One that holds addresses and nothing else.
  public static RealServerState of(
      SortedSet<LocalAddress> heldAddresses, SortedMap<SysctlKey, String> sysctls) {
    return new RealServerState(heldAddresses, sysctls, Sorted.map(), Network.NONE, Sorted.set());
  }
}
