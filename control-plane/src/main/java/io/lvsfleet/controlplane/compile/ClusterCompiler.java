package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compiles one cluster.
final class ClusterCompiler {

  /// A router for its real servers: NAT's answers pass through the director. DR and tunnel need
  /// nothing: ip_vs takes their packets at LOCAL_IN and sends them itself (`ip_vs_dr_xmit`), past
  /// the forwarding that `ip_forward` switches and that would send redirects.
  private static final SysctlKey IPV4_FORWARDING = new SysctlKey("net.ipv4.ip_forward");

  private static final SysctlKey IPV6_FORWARDING = new SysctlKey("net.ipv6.conf.all.forwarding");

  /// A holder of the VIP on lo must not answer ARP for it (1: only addresses of the interface asked
  /// on) nor announce it (2: the best local address for the target). The kernel takes the higher
  /// one of `all` and the interface (ip-sysctl.rst), so `all` is enough. IPv6 needs none: neighbour
  /// solicitations are not answered for addresses of lo.
  private static final SortedMap<SysctlKey, String> SILENT =
      Sorted.map(
          java.util.Map.of(
              new SysctlKey("net.ipv4.conf.all.arp_ignore"), "1",
              new SysctlKey("net.ipv4.conf.all.arp_announce"), "2"));

  private final ClusterTopology cluster;
  private final SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
  private final SortedMap<CheckKey, CheckSpec> directorChecks = new TreeMap<>();
  private final SortedSet<AddressFamily> forwardedFamilies = new TreeSet<>();
  private final SortedMap<NodeId, SortedSet<IpAddress>> held = new TreeMap<>();
  private final SortedMap<NodeId, SortedMap<CheckKey, CheckSpec>> agentChecks = new TreeMap<>();

  ClusterCompiler(ClusterTopology cluster) {
    this.cluster = cluster;
  }

  CompiledCluster compile() {
    cluster.services().forEach(this::service);
    SortedMap<NodeId, CompiledCluster.Part> parts = new TreeMap<>();
    for (Row<DeclaredMember> member : cluster.members().values()) {
      parts.put(
          member.value().node(),
          new CompiledCluster.Part(director(member.value()), null, directorChecks));
    }
    SortedMap<NodeId, SortedSet<NodeId>> witnesses = new TreeMap<>();
    held.forEach((node, addresses) -> {
      parts.put(
          node,
          new CompiledCluster.Part(
              null, realServer(addresses), agentChecks.getOrDefault(node, Sorted.map())));
      witnesses.put(node, cluster.directors());
    });
    return new CompiledCluster(parts, witnesses);
  }

  private DirectorState director(DeclaredMember member) {
    SortedSet<LocalAddress> virtualAddresses = new TreeSet<>();
    for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
      DeclaredVirtualIp vip = row.value();
      String interfaceName =
          vip.interfaceName() == null ? member.interfaceName() : vip.interfaceName();
      if (interfaceName == null) {
        throw new IllegalStateException(vip + " was accepted without an interface");
      }
      virtualAddresses.add(
          new LocalAddress(interfaceName, vip.address(), vip.effectivePrefixLength()));
    }
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    for (AddressFamily family : forwardedFamilies) {
      sysctls.put(family == AddressFamily.IPV4 ? IPV4_FORWARDING : IPV6_FORWARDING, "1");
    }
    return DirectorState.of(cluster.id(), DirectorRole.ALONE, virtualAddresses, services, sysctls);
  }

  private static RealServerState realServer(SortedSet<IpAddress> addresses) {
    SortedSet<LocalAddress> local = new TreeSet<>();
    addresses.forEach(a -> local.add(new LocalAddress("lo", a, a.family().bits())));
    boolean silent = addresses.stream().anyMatch(a -> a.family() == AddressFamily.IPV4);
    return RealServerState.of(local, silent ? SILENT : Sorted.map());
  }

  private void service(String name, ServiceRows rows) {
    ServiceSettings settings = rows.settings().value();
    VirtualServiceKey key = key(settings.listen());
    SortedMap<String, DeclaredCheck> checks = rows.declared().effectiveChecks();
    SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>();
    rows.realServers()
        .forEach((serverName, row) -> {
          AllocatedRealServer server = row.value();
          int port = server.declared().effectivePort(settings.listen());
          servers.put(
              new RealServerKey(server.address(), port),
              realServer(name, serverName, server, settings, checks));
        });
    services.put(
        key,
        ServiceSpec.of(
            name, settings.effective(key.family()), settings.effectiveOnFailure(), servers));
  }

  private VirtualServiceKey key(Listen listen) {
    return switch (listen) {
      case Listen.OnVirtualIp on ->
          new VirtualServiceKey.AddressKey(
              on.effectiveProtocol(), virtualIp(on.virtualIp()).address(), on.port());
      case Listen.OnFirewallMark on ->
          new VirtualServiceKey.FirewallMarkKey(on.effectiveFamily(), on.mark());
    };
  }

  private DeclaredVirtualIp virtualIp(String name) {
    Row<DeclaredVirtualIp> row = cluster.virtualIps().get(name);
    if (row == null) {
      throw new IllegalStateException("virtual IP " + name + " was accepted undeclared");
    }
    return row.value();
  }

  private RealServerSpec realServer(
      String service,
      String name,
      AllocatedRealServer server,
      ServiceSettings settings,
      SortedMap<String, DeclaredCheck> checks) {
    ForwardingMethod method = server.declared().effectiveForwarding(settings);
    if (method == ForwardingMethod.MASQUERADING) {
      forwardedFamilies.add(server.address().family());
    }
    NodeId node = agentOf(server.declared());
    RealServerSpec.Gate gate = null;
    if (node != null) {
      SortedSet<IpAddress> mustHold = mustHold(settings.listen(), method);
      held.computeIfAbsent(node, _ -> new TreeSet<>()).addAll(mustHold);
      gate = RealServerSpec.Gate.of(node, mustHold);
    }
    SortedSet<CheckKey> own = new TreeSet<>();
    SortedSet<CheckKey> reported = new TreeSet<>();
    checks.forEach((checkName, check) -> {
      CheckKey key = new CheckKey(cluster.id(), service, name, checkName);
      CheckSpec spec = spec(check, server, settings.listen());
      if (check.effectiveFrom().director()) {
        own.add(key);
        directorChecks.put(key, spec);
      }
      if (check.effectiveFrom().realServer() && node != null) {
        reported.add(key);
        agentChecks.computeIfAbsent(node, _ -> new TreeMap<>()).put(key, spec);
      }
    });
    return new RealServerSpec(name, server.declared().effective(settings), gate, own, reported);
  }

  private @Nullable NodeId agentOf(DeclaredRealServer server) {
    NodeId node = server.node();
    return node != null && cluster.hasAgent(node) ? node : null;
  }

  /// The virtual IPs whose packets a real server must take as its own. A firewall mark may stand on
  /// packets to any of them.
  private SortedSet<IpAddress> mustHold(Listen listen, ForwardingMethod method) {
    TreeSet<IpAddress> addresses = new TreeSet<>();
    if (method == ForwardingMethod.DIRECT_ROUTING) {
      switch (listen) {
        case Listen.OnVirtualIp on -> addresses.add(virtualIp(on.virtualIp()).address());
        case Listen.OnFirewallMark on ->
            cluster.virtualIps().values().stream()
                .map(row -> row.value().address())
                .filter(address -> address.family() == on.effectiveFamily())
                .forEach(address -> addresses.add(address));
      }
    }
    return addresses;
  }

  private static CheckSpec spec(DeclaredCheck check, AllocatedRealServer server, Listen listen) {
    Integer port = check.port();
    return new CheckSpec(
        new CheckSpec.Probe.TcpConnect(
            server.address(), port == null ? server.declared().effectivePort(listen) : port),
        check.effectiveInterval(),
        check.effectiveTimeout(),
        check.effectiveFall(),
        check.effectiveRise());
  }
}
