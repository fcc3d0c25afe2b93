package io.lvsfleet.agent.sim;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// One random cluster: what each of its nodes should be.
final class SimTopology implements Truth {

  private static final List<NodeId> DIRECTORS = List.of(new NodeId("lvs1"), new NodeId("lvs2"));
  private static final List<NodeId> SERVERS = List.of(new NodeId("web1"), new NodeId("web2"));
  private static final ClusterId CLUSTER = new ClusterId("web");
  private static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");

  private static final SysctlKey ARP_ANNOUNCE = new SysctlKey("net.ipv4.conf.all.arp_announce");
  private static final SysctlKey FORWARD = new SysctlKey("net.ipv4.ip_forward");
  private static final List<String> VIPS = List.of("10.0.0.100", "10.0.0.101", "fd00:a::100");
  private static final List<Integer> PORTS = List.of(80, 443);

  private static final IpAddress GATEWAY = IpAddress.parse("10.0.0.254");
  static final String DUMMY = "lvs-dummy";
  static final String TUNNEL = "lvs-tunnel";
  private static final SysctlKey TUNNEL_RP_FILTER =
      new SysctlKey("net.ipv4.conf." + TUNNEL + ".rp_filter");

  /// How a real server takes packets for a virtual IP.
  private enum Mode {
    /// On `lo`, silenced by parameters.
    LOOPBACK(ForwardingMethod.DIRECT_ROUTING),
    /// On a device of its own, silenced by parameters.
    DUMMY_DEVICE(ForwardingMethod.DIRECT_ROUTING),
    /// On the interface itself, silenced by packet rules.
    RULES(ForwardingMethod.DIRECT_ROUTING),
    TUNNEL_DEVICE(ForwardingMethod.TUNNELING),
    /// Not at all: answers leave through the director.
    GATEWAY_ONLY(ForwardingMethod.MASQUERADING);

    private final ForwardingMethod method;

    Mode(ForwardingMethod method) {
      this.method = method;
    }
  }

  @Override
  public List<NodeId> nodes() {
    return List.of(DIRECTORS.get(0), DIRECTORS.get(1), SERVERS.get(0), SERVERS.get(1));
  }

  @Override
  public Change change(ModelGen random) {
    return new Change(draw(random), random.oneIn(2) ? 0 : Integer.MAX_VALUE);
  }

  @Override
  public Change lastChange(ModelGen random) {
    return new Change(draw(random), Integer.MAX_VALUE);
  }

  @Override
  public SortedSet<NodeId> directorsOf(NodeId realServer) {
    return SERVERS.contains(realServer) ? Sorted.set(DIRECTORS) : Sorted.set();
  }

  private static SortedMap<NodeId, NodeState> draw(ModelGen random) {
    SortedMap<NodeId, NodeState> nodes = new TreeMap<>();
    SortedMap<NodeId, Mode> modes = new TreeMap<>();
    SERVERS.forEach(server -> modes.put(server, random.pick(List.of(Mode.values()))));
    SortedMap<VirtualServiceKey, ServiceSpec> services = services(random, modes);
    SortedSet<IpAddress> addresses = new TreeSet<>();
    services.keySet().forEach(key -> addresses.add(((AddressKey) key).address()));
    for (NodeId director : DIRECTORS) {
      nodes.put(director, director(random, director, services, addresses));
    }
    for (NodeId server : SERVERS) {
      nodes.put(server, realServer(random, server, mode(modes, server), services));
    }
    return nodes;
  }

  private static NodeState director(
      ModelGen random,
      NodeId node,
      SortedMap<VirtualServiceKey, ServiceSpec> services,
      SortedSet<IpAddress> addresses) {
    if (random.oneIn(8)) {
      return NodeState.empty(node);
    }
    SortedSet<LocalAddress> virtual = new TreeSet<>();
    for (IpAddress address : addresses) {
      virtual.add(new LocalAddress("eth0", address, address.family().bits() == 32 ? 24 : 64));
    }
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    services
        .values()
        .forEach(service ->
            service
                .realServers()
                .forEach((key, server) ->
                    server.ownChecks().forEach(check -> checks.put(check, check(key)))));
    DirectorState director =
        new DirectorState(
            CLUSTER,
            random.pick(List.of(DirectorRole.values())),
            virtual,
            services,
            Sorted.map(random.oneIn(2) ? Map.of(FORWARD, "1") : Map.of()),
            random.settings(),
            directorNetwork(random),
            new Announcing(
                1 + random.below(4),
                Duration.ofMillis(500),
                random.oneIn(3) ? Duration.ofSeconds(20) : Duration.ZERO),
            null);
    return new NodeState(node, director, Sorted.map(), checks, policy(random));
  }

  private static Mode mode(SortedMap<NodeId, Mode> modes, NodeId node) {
    return modes.getOrDefault(node, Mode.LOOPBACK);
  }

  private static NodePolicy policy(ModelGen random) {
    return new NodePolicy(
        NodePolicy.Drift.REPAIR,
        Duration.ofSeconds(5 + random.below(30)),
        random.oneIn(2) ? Duration.ZERO : Duration.ofSeconds(10));
  }

  /// Masquerade, marks, and the local routes that ranges need.
  private static Network directorNetwork(ModelGen random) {
    if (random.oneIn(2)) {
      return Network.NONE;
    }
    return new Network(
        Sorted.map(),
        Sorted.set(),
        Sorted.map(
            random.oneIn(2)
                ? Map.of()
                : Map.of(
                    new RouteKey(RouteKey.LOCAL, Prefix.parse("10.9.0.0/24"), 0),
                    new Route(Route.Type.LOCAL, null, "lo", null))),
        Sorted.set(List.of(new PacketRule.Masquerade(Prefix.parse("10.0.0.0/24"), "eth0", null))));
  }

  private static NodeState realServer(
      ModelGen random, NodeId node, Mode mode, SortedMap<VirtualServiceKey, ServiceSpec> services) {
    SortedSet<IpAddress> addresses = new TreeSet<>();
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    services.forEach((key, service) ->
        service
            .realServers()
            .forEach((serverKey, server) -> {
              Gate gate = server.gate();
              if (gate != null && gate.node().equals(node)) {
                addresses.add(((AddressKey) key).address());
                server.reportedChecks().forEach(c -> checks.put(c, check(serverKey)));
              }
            }));
    if (addresses.isEmpty()) {
      return NodeState.empty(node);
    }
    return new NodeState(
        node,
        null,
        Sorted.map(Map.of(CLUSTER, realServer(node, mode, addresses))),
        checks,
        policy(random));
  }

  private static RealServerState realServer(
      NodeId node, Mode mode, SortedSet<IpAddress> addresses) {
    SortedMap<SysctlKey, String> silence = Sorted.map(Map.of(ARP_IGNORE, "1", ARP_ANNOUNCE, "2"));
    IpAddress own = ownAddress(node);
    return switch (mode) {
      case LOOPBACK -> RealServerState.of(held(addresses, "lo"), silence);
      case DUMMY_DEVICE ->
          with(
              held(addresses, DUMMY),
              silence,
              Map.of(DUMMY, new Device(Device.Kind.DUMMY, null, 0)),
              Sorted.set());
      case RULES -> {
        SortedSet<PacketRule> rules = new TreeSet<>();
        for (IpAddress address : addresses) {
          if (address instanceof Ipv4Address v4 && own instanceof Ipv4Address mine) {
            rules.add(new PacketRule.ArpSilence(v4, mine));
          }
        }
        yield with(held(addresses, "eth0"), Sorted.map(), Map.of(), rules);
      }
      case TUNNEL_DEVICE ->
          with(
              held(addresses, TUNNEL),
              Sorted.map(Map.of(ARP_IGNORE, "1", TUNNEL_RP_FILTER, "0")),
              Map.of(TUNNEL, new Device(Device.Kind.IPIP, own, 0)),
              Sorted.set());
      case GATEWAY_ONLY ->
          new RealServerState(
              Sorted.set(),
              Sorted.map(),
              Sorted.map(),
              new Network(
                  Sorted.map(),
                  Sorted.set(),
                  Sorted.map(
                      Map.of(SimNode.DEFAULT, new Route(Route.Type.UNICAST, GATEWAY, null, null))),
                  Sorted.set()),
              Sorted.set(List.of(GATEWAY)));
    };
  }

  private static RealServerState with(
      SortedSet<LocalAddress> held,
      SortedMap<SysctlKey, String> sysctls,
      Map<String, Device> devices,
      SortedSet<PacketRule> rules) {
    return new RealServerState(
        held,
        sysctls,
        Sorted.map(),
        new Network(Sorted.map(devices), Sorted.set(), Sorted.map(), rules),
        Sorted.set());
  }

  /// What has no place on a device, because ARP is IPv4's, is on `lo`.
  private static SortedSet<LocalAddress> held(SortedSet<IpAddress> addresses, String device) {
    SortedSet<LocalAddress> held = new TreeSet<>();
    for (IpAddress address : addresses) {
      boolean v4 = address.family() == AddressFamily.IPV4;
      held.add(new LocalAddress(v4 ? device : "lo", address, address.family().bits()));
    }
    return held;
  }

  static IpAddress ownAddress(NodeId node) {
    int host = SERVERS.contains(node) ? 21 + SERVERS.indexOf(node) : 11 + DIRECTORS.indexOf(node);
    return IpAddress.parse("10.0.0." + host);
  }

  private static SortedMap<VirtualServiceKey, ServiceSpec> services(
      ModelGen random, SortedMap<NodeId, Mode> modes) {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    int count = random.below(4);
    for (int i = 0; i < count; i++) {
      VirtualServiceKey key = draw(random, VIPS);
      AddressKey address = (AddressKey) key;
      String name = "s" + address.port() + "-" + VIPS.indexOf(address.address().toString());
      SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>();
      for (NodeId node : SERVERS) {
        if (!random.oneIn(3)) {
          servers.put(
              serverKey(node, address), server(random, name, node, mode(modes, node), address));
        }
      }
      services.put(
          key,
          ServiceSpec.of(
              name, random.serviceConfig(key), random.pick(List.of(OnFailure.values())), servers));
    }
    return services;
  }

  @Override
  public VirtualServiceKey key(ModelGen random) {
    return draw(random, VIPS);
  }

  private static VirtualServiceKey draw(ModelGen random, List<String> addresses) {
    return new AddressKey(
        Protocol.TCP, IpAddress.parse(random.pick(addresses)), random.pick(PORTS));
  }

  private static RealServerKey serverKey(NodeId node, AddressKey service) {
    int host = 21 + SERVERS.indexOf(node);
    String prefix = service.address().family().bits() == 32 ? "10.0.0." : "fd00:a::";
    return new RealServerKey(IpAddress.parse(prefix + host), service.port());
  }

  private static RealServerSpec server(
      ModelGen random, String service, NodeId node, Mode mode, AddressKey key) {
    boolean ownCheck = random.oneIn(2);
    boolean managed = !random.oneIn(4);
    boolean reported = managed && random.oneIn(2);
    return new RealServerSpec(
        node.name(),
        RealServerConfig.of(mode.method, new Weight(random.below(4))),
        managed ? gate(node, mode, key) : null,
        Sorted.set(
            ownCheck ? List.of(new CheckKey(CLUSTER, service, node.name(), "tcp")) : List.of()),
        Sorted.set(
            reported ? List.of(new CheckKey(CLUSTER, service, node.name(), "local")) : List.of()));
  }

  private static Gate gate(NodeId node, Mode mode, AddressKey key) {
    return mode == Mode.GATEWAY_ONLY
        ? new Gate(node, Sorted.set(), Sorted.set(List.of(GATEWAY)))
        : Gate.of(node, Sorted.set(List.of(key.address())));
  }

  private static CheckSpec check(RealServerKey server) {
    return CheckSpec.tcp(
        server.address(), server.port(), Duration.ofSeconds(10), Duration.ofSeconds(3), 2, 2);
  }
}
