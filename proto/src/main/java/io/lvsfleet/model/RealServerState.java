package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;

/// What a node should be as a real server of one cluster.
///
/// @param heldAddresses virtual IPs on the loopback device (DR, TUN)
/// @param sysctls in place before the first of those addresses is
public record RealServerState(
    SortedSet<LocalAddress> heldAddresses, SortedMap<SysctlKey, String> sysctls) {

  public RealServerState {
    heldAddresses = Sorted.set(heldAddresses);
    sysctls = Sorted.map(sysctls);
  }
}
