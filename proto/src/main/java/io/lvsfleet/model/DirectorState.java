package io.lvsfleet.model;

import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What a director should be. A director belongs to exactly one cluster, because ip_vs timeouts,
/// sysctls and sync daemons are per network namespace.
///
/// @param virtualAddresses held while the role says so, announced when added
/// @param settings of ip_vs; sync daemons of a pair follow its role
/// @param network for example masquerade of the real servers' own traffic and marking rules
/// @param failover null: it shares its addresses with no other director
public record DirectorState(
    ClusterId cluster,
    DirectorRole role,
    SortedSet<LocalAddress> virtualAddresses,
    SortedMap<VirtualServiceKey, ServiceSpec> services,
    SortedMap<SysctlKey, String> sysctls,
    IpvsSettings settings,
    Network network,
    Announcing announcing,
    @Nullable Failover failover) {

  public DirectorState {
    virtualAddresses = Sorted.set(virtualAddresses);
    services = Sorted.map(services);
    sysctls = Sorted.map(sysctls);
  }

  /// Without settings of ip_vs, network and failover.
  public static DirectorState of(
      ClusterId cluster,
      DirectorRole role,
      SortedSet<LocalAddress> virtualAddresses,
      SortedMap<VirtualServiceKey, ServiceSpec> services,
      SortedMap<SysctlKey, String> sysctls) {
    return new DirectorState(
        cluster,
        role,
        virtualAddresses,
        services,
        sysctls,
        IpvsSettings.NONE,
        Network.NONE,
        Announcing.DEFAULT,
        null);
  }
}
