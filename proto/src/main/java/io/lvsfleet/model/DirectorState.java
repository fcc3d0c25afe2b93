package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;

/// What a director should be. A director belongs to exactly one cluster, because ip_vs timeouts,
/// sysctls and sync daemons are per network namespace.
///
/// @param virtualAddresses held while the role says so, announced when added
public record DirectorState(
    ClusterId cluster,
    DirectorRole role,
    SortedSet<LocalAddress> virtualAddresses,
    SortedMap<VirtualServiceKey, ServiceSpec> services,
    SortedMap<SysctlKey, String> sysctls) {

  public DirectorState {
    virtualAddresses = Sorted.set(virtualAddresses);
    services = Sorted.map(services);
    sysctls = Sorted.map(sysctls);
  }
}
