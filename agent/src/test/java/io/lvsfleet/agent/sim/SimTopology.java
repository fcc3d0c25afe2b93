package io.lvsfleet.agent.sim;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.RealServerState;
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
    SortedMap<VirtualServiceKey, ServiceSpec> services = services(random);
    SortedSet<IpAddress> addresses = new TreeSet<>();
    services.keySet().forEach(key -> addresses.add(((AddressKey) key).address()));
    for (NodeId director : DIRECTORS) {
      nodes.put(director, director(random, director, services, addresses));
    }
    for (NodeId server : SERVERS) {
      nodes.put(server, realServer(server, services));
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
        DirectorState.of(
            CLUSTER,
            random.pick(List.of(DirectorRole.values())),
            virtual,
            services,
            Sorted.map(random.oneIn(2) ? Map.of(FORWARD, "1") : Map.of()));
    return NodeState.of(node, director, Sorted.map(), checks);
  }

  private static NodeState realServer(
      NodeId node, SortedMap<VirtualServiceKey, ServiceSpec> services) {
    SortedSet<LocalAddress> held = new TreeSet<>();
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    services.forEach((key, service) ->
        service
            .realServers()
            .forEach((serverKey, server) -> {
              Gate gate = server.gate();
              if (gate != null && gate.node().equals(node)) {
                IpAddress vip = ((AddressKey) key).address();
                held.add(new LocalAddress("lo", vip, vip.family().bits()));
                server.reportedChecks().forEach(c -> checks.put(c, check(serverKey)));
              }
            }));
    if (held.isEmpty()) {
      return NodeState.empty(node);
    }
    RealServerState state =
        RealServerState.of(held, Sorted.map(Map.of(ARP_IGNORE, "1", ARP_ANNOUNCE, "2")));
    return NodeState.of(node, null, Sorted.map(Map.of(CLUSTER, state)), checks);
  }

  private static SortedMap<VirtualServiceKey, ServiceSpec> services(ModelGen random) {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    int count = random.below(4);
    for (int i = 0; i < count; i++) {
      VirtualServiceKey key = draw(random, VIPS);
      AddressKey address = (AddressKey) key;
      String name = "s" + address.port() + "-" + VIPS.indexOf(address.address().toString());
      SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>();
      for (NodeId node : SERVERS) {
        if (!random.oneIn(3)) {
          servers.put(serverKey(node, address), server(random, name, node, address));
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
      ModelGen random, String service, NodeId node, AddressKey key) {
    boolean ownCheck = random.oneIn(2);
    boolean managed = !random.oneIn(4);
    boolean reported = managed && random.oneIn(2);
    return new RealServerSpec(
        node.name(),
        RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(random.below(4))),
        managed ? Gate.of(node, Sorted.set(List.of(key.address()))) : null,
        Sorted.set(
            ownCheck ? List.of(new CheckKey(CLUSTER, service, node.name(), "tcp")) : List.of()),
        Sorted.set(
            reported ? List.of(new CheckKey(CLUSTER, service, node.name(), "local")) : List.of()));
  }

  private static CheckSpec check(RealServerKey server) {
    return new CheckSpec(
        new CheckSpec.Probe.TcpConnect(server.address(), server.port()),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        2,
        2);
  }
}
