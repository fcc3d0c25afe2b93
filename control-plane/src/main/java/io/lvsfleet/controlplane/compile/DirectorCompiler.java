package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.ClusterSettings;
import io.lvsfleet.controlplane.declared.DeclaredAnnouncing;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNat;
import io.lvsfleet.controlplane.declared.DeclaredSync;
import io.lvsfleet.controlplane.declared.DeclaredTimeouts;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.PortRange;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gathers what a cluster's directors have to be beside their table.
final class DirectorCompiler {

  private final ClusterTopology cluster;
  private final ClusterSettings settings;
  private final Allocated allocated;
  private final Set<SysctlProfile.Role> roles = EnumSet.of(SysctlProfile.Role.DIRECTOR);
  private final SortedMap<RouteKey, Route> routes = new TreeMap<>();
  private final SortedSet<PacketRule> rules = new TreeSet<>();
  private final SortedSet<IpAddress> held = new TreeSet<>();

  private final @Nullable FailoverCompiler failover;

  DirectorCompiler(ClusterTopology cluster) {
    this.cluster = cluster;
    this.settings = cluster.settings().value().declared();
    this.allocated = cluster.settings().value().allocated();
    this.failover = FailoverCompiler.of(cluster);
    if (failover != null && settings.connectionSync() != null) {
      roles.add(SysctlProfile.Role.SYNCHRONISED_DIRECTOR);
    }
    for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
      if (!row.value().isRange()) {
        held.add(row.value().address());
      }
    }
    for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
      if (row.value().isRange()) {
        LocalRoutes.add(routes, row.value().addresses(), held);
      }
    }
    DeclaredNat nat = settings.nat();
    if (nat != null) {
      roles.add(SysctlProfile.Role.MASQUERADING_DIRECTOR);
      for (Prefix source : nat.source()) {
        forwards(source.family());
        rules.add(new PacketRule.Masquerade(source, nat.out(), nat.to(source.family())));
      }
    }
  }

  /// A real server that is not the director itself.
  void reaches(AddressFamily family, ForwardingMethod method) {
    switch (method) {
      case MASQUERADING -> {
        forwards(family);
        onLink(family);
      }
      case DIRECT_ROUTING -> onLink(family);
      case TUNNELING, LOCAL -> {}
    }
  }

  /// A director that is a real server of the others.
  void isReached() {
    roles.add(SysctlProfile.Role.REACHED_DIRECTOR);
  }

  private void forwards(AddressFamily family) {
    roles.add(
        family == AddressFamily.IPV4
            ? SysctlProfile.Role.NAT_DIRECTOR
            : SysctlProfile.Role.NAT6_DIRECTOR);
  }

  private void onLink(AddressFamily family) {
    if (family == AddressFamily.IPV4) {
      roles.add(SysctlProfile.Role.DIRECTOR_ON_LINK);
    }
  }

  /// @param addresses of the match's destination
  void marks(long mark, MarkMatch match, AddressRange addresses) {
    if (match.destination() instanceof MarkMatch.Destination.ToAddresses) {
      LocalRoutes.add(routes, addresses, held);
    }
    if (match.ports().isEmpty()) {
      rules.add(
          new PacketRule.Mark(
              mark, match.effectiveProtocol(), addresses.first(), addresses.last(), 0, 0));
    }
    for (PortRange ports : match.ports()) {
      rules.add(
          new PacketRule.Mark(
              mark,
              match.effectiveProtocol(),
              addresses.first(),
              addresses.last(),
              ports.first(),
              ports.last()));
    }
  }

  DirectorState build(DeclaredMember member, SortedMap<VirtualServiceKey, ServiceSpec> services) {
    SortedSet<LocalAddress> virtualAddresses = virtualAddresses(member);
    SortedSet<String> interfaces = new TreeSet<>();
    virtualAddresses.forEach(address -> interfaces.add(address.interfaceName()));
    SortedMap<SysctlKey, String> sysctls = SysctlProfile.of(roles, interfaces);
    sysctls.keySet().removeAll(cluster.host(member.node()).unmanaged());
    sysctls.keySet().removeAll(allocated.absent().getOrDefault(member.node(), Sorted.set()));
    DeclaredAnnouncing announcing = settings.announcing();
    return new DirectorState(
        cluster.id(),
        // Until VRRP says otherwise; an agent that does not know of VRRP holds nothing.
        failover == null ? DirectorRole.ALONE : DirectorRole.BACKUP,
        virtualAddresses,
        services,
        sysctls,
        ipvs(),
        new Network(Sorted.map(), Sorted.set(), routes, rules),
        announcing == null ? Announcing.DEFAULT : announcing.effective(),
        failover == null ? null : failover.compile(member, virtualAddresses));
  }

  private SortedSet<LocalAddress> virtualAddresses(DeclaredMember member) {
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
      DeclaredVirtualIp vip = row.value();
      if (vip.isRange()) {
        continue;
      }
      String interfaceName =
          vip.interfaceName() == null ? member.interfaceName() : vip.interfaceName();
      if (interfaceName == null) {
        throw new IllegalStateException(vip + " was accepted without an interface");
      }
      addresses.add(new LocalAddress(interfaceName, vip.address(), vip.effectivePrefixLength()));
    }
    return addresses;
  }

  /// A director that is alone has the connections, so that it is the one who tells of them. Which
  /// daemon runs where directors fail over, VRRP decides.
  private IpvsSettings ipvs() {
    DeclaredTimeouts timeouts = settings.timeouts();
    DeclaredSync sync = settings.connectionSync();
    SortedMap<SyncDaemon.Role, SyncDaemon> daemons = new TreeMap<>();
    if (sync != null && failover == null) {
      int syncId = Objects.requireNonNullElse(allocated.syncId(), 0);
      daemons.put(SyncDaemon.Role.MASTER, sync.effective(SyncDaemon.Role.MASTER, syncId));
    }
    return new IpvsSettings(timeouts == null ? null : timeouts.effective(), daemons);
  }
}
