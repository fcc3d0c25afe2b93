package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.NatGateway;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Witnessing;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compiles one cluster.
final class ClusterCompiler {

  private final ClusterTopology cluster;
  private final SortedSet<NodeId> directors;
  private final List<DeclaredVirtualIp> virtualIps;
  private final List<DeclaredNode> declaredDirectors = new ArrayList<>();
  private final DirectorCompiler director;
  private final SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
  private final SortedMap<CheckKey, CheckSpec> directorChecks = new TreeMap<>();

  /// Where directors fail over: what one has in its table for itself, where the others have a host.
  private final List<Own> own = new ArrayList<>();

  private final boolean failsOver;
  private final SortedMap<NodeId, RealServerCompiler> realServers = new TreeMap<>();
  private final SortedMap<NodeId, SortedMap<CheckKey, CheckSpec>> agentChecks = new TreeMap<>();

  private record Own(
      NodeId director, VirtualServiceKey service, RealServerKey key, RealServerSpec spec) {}

  ClusterCompiler(ClusterTopology cluster) {
    this.cluster = cluster;
    this.failsOver =
        cluster.settings().value().declared().failover(cluster.members().size()) != null;
    this.directors = cluster.directors();
    this.virtualIps = cluster.virtualIps().values().stream().map(Row::value).toList();
    directors.forEach(node -> declaredDirectors.add(cluster.node(node)));
    this.director = new DirectorCompiler(cluster);
  }

  CompiledCluster compile() {
    cluster.services().forEach(this::service);
    SortedMap<NodeId, CompiledCluster.Part> parts = new TreeMap<>();
    for (Row<DeclaredMember> member : cluster.members().values()) {
      NodeId node = member.value().node();
      RealServerCompiler realServer = realServers.get(node);
      SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>(directorChecks);
      checks.putAll(agentChecks.getOrDefault(node, Sorted.map()));
      parts.put(
          node,
          new CompiledCluster.Part(
              director.build(member.value(), services(node)),
              realServer == null ? null : realServer.build(),
              checks,
              cluster.host(node).effectivePolicy()));
    }
    SortedMap<NodeId, SortedSet<NodeId>> witnesses = new TreeMap<>();
    realServers.forEach((node, realServer) -> {
      if (!directors.contains(node)) {
        parts.put(
            node,
            new CompiledCluster.Part(
                null,
                realServer.build(),
                agentChecks.getOrDefault(node, Sorted.map()),
                cluster.host(node).effectivePolicy()));
      }
      SortedSet<NodeId> users = new TreeSet<>(directors);
      users.remove(node);
      witnesses.put(node, users);
    });
    return new CompiledCluster(parts, witnesses);
  }

  /// As one director has them.
  private SortedMap<VirtualServiceKey, ServiceSpec> services(NodeId node) {
    List<Own> mine = own.stream().filter(one -> one.director().equals(node)).toList();
    if (mine.isEmpty()) {
      return services;
    }
    SortedMap<VirtualServiceKey, ServiceSpec> all = new TreeMap<>(services);
    for (Own one : mine) {
      all.computeIfPresent(
          one.service(),
          (_, service) -> {
            SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>(service.realServers());
            servers.put(one.key(), one.spec());
            return service.withRealServers(servers);
          });
    }
    return all;
  }

  private void service(String name, ServiceRows rows) {
    ServiceSettings settings = rows.settings().value();
    VirtualServiceKey key = key(name, settings.listen());
    SortedMap<String, DeclaredCheck> checks =
        rows.declared().effectiveChecks(cluster.settings().value().declared().checks());
    SortedMap<RealServerKey, RealServerSpec> servers = new TreeMap<>();
    rows.realServers()
        .forEach((serverName, row) -> {
          AllocatedRealServer server = row.value();
          int port = server.declared().effectivePort(settings.listen());
          RealServerKey serverKey = new RealServerKey(server.address(), port);
          servers.put(serverKey, realServer(name, serverName, server, settings, checks, null));
          NodeId node = agentOf(server.declared());
          if (failsOver && node != null && directors.contains(node)) {
            director.isReached();
            own.add(
                new Own(
                    node,
                    key,
                    serverKey,
                    realServer(name, serverName, server, settings, checks, node)));
          }
        });
    services.put(
        key,
        new ServiceSpec(
            name,
            settings.effective(key.family()),
            settings.health().effective(settings.effectiveOnFailure(), sorry(settings)),
            servers,
            settings.isAdopted()));
  }

  private @Nullable SorryServer sorry(ServiceSettings settings) {
    String text = settings.health().sorryAddress();
    if (text == null) {
      return null;
    }
    IpAddress address = IpAddress.parse(text);
    DeclaredRealServer server =
        new DeclaredRealServer(
            new DeclaredRealServer.Target.AtAddress(address), null, null, null, null, null, null);
    int port = settings.health().sorryPort(server.effectivePort(settings.listen()));
    director.reaches(address.family(), server.effectiveForwarding(settings));
    return new SorryServer(
        new RealServerKey(address, port),
        new RealServerSpec("sorry", server.effective(settings), null, Sorted.map(), List.of()));
  }

  private VirtualServiceKey key(String service, Listen listen) {
    return switch (listen) {
      case Listen.OnVirtualIp on ->
          new VirtualServiceKey.AddressKey(
              on.effectiveProtocol(), virtualIp(on.virtualIp()).address(), on.port());
      case Listen.OnFirewallMark on -> {
        long mark = cluster.markOf(service, on);
        on.match().forEach(match -> director.marks(mark, match, destination(match)));
        yield new VirtualServiceKey.FirewallMarkKey(on.effectiveFamily(), mark);
      }
    };
  }

  private AddressRange destination(MarkMatch match) {
    return switch (match.destination()) {
      case MarkMatch.Destination.ToVirtualIp(String name) -> virtualIp(name).addresses();
      case MarkMatch.Destination.ToAddresses(AddressRange range) -> range;
    };
  }

  private DeclaredVirtualIp virtualIp(String name) {
    Row<DeclaredVirtualIp> row = cluster.virtualIps().get(name);
    if (row == null) {
      throw new IllegalStateException("virtual IP " + name + " was accepted undeclared");
    }
    return row.value();
  }

  /// @param viewer the director in whose table it is itself; null in that of any other
  private RealServerSpec realServer(
      String service,
      String name,
      AllocatedRealServer server,
      ServiceSettings settings,
      SortedMap<String, DeclaredCheck> checks,
      @Nullable NodeId viewer) {
    NodeId node = agentOf(server.declared());
    boolean local = node != null && (failsOver ? node.equals(viewer) : directors.contains(node));
    if (!local) {
      director.reaches(server.address().family(), server.declared().effectiveForwarding(settings));
    }
    NodeId witness = local ? null : node;
    SortedMap<CheckKey, Witnessing> performed = new TreeMap<>();
    checks.forEach((checkName, check) -> {
      CheckKey key = new CheckKey(cluster.id(), service, name, checkName);
      CheckSpec spec =
          ProbeCompiler.spec(
              check,
              server.address(),
              server.declared().effectivePort(settings.listen()),
              settings.health().isAlpha());
      DeclaredCheck.From from = check.effectiveFrom();
      // On the director itself both are one.
      boolean onItself = local && failsOver && node != null;
      boolean byDirector = local || from.director();
      boolean byRealServer = from.realServer() && witness != null;
      if (onItself) {
        agentChecks.computeIfAbsent(node, _ -> new TreeMap<>()).put(key, spec);
      } else if (byDirector) {
        directorChecks.put(key, spec);
      }
      if (byRealServer) {
        agentChecks.computeIfAbsent(witness, _ -> new TreeMap<>()).put(key, spec);
      }
      if (byDirector || byRealServer) {
        performed.put(
            key,
            byDirector && byRealServer
                ? check.effectiveWitnessing()
                : byDirector ? Witnessing.DIRECTOR : Witnessing.REAL_SERVER);
      }
    });
    RealServerConfig config =
        local ? server.declared().onDirector(settings) : server.declared().effective(settings);
    RealServerSpec.Gate gate = witness == null ? null : gate(witness, server, settings);
    return new RealServerSpec(name, config, gate, performed, List.of());
  }

  /// What the real server's node has to do, and what of it decides about weight.
  private RealServerSpec.Gate gate(
      NodeId node, AllocatedRealServer server, ServiceSettings settings) {
    RealServerCompiler realServer =
        realServers.computeIfAbsent(
            node, _ -> new RealServerCompiler(cluster.node(node), cluster.host(node)));
    SortedSet<IpAddress> addresses = new TreeSet<>();
    SortedSet<IpAddress> gateways = new TreeSet<>();
    switch (server.declared().effectiveForwarding(settings)) {
      case DIRECT_ROUTING ->
          taken(settings.listen())
              .forEach(range -> {
                realServer.holds(range, server.address());
                addresses.add(range.first());
              });
      case TUNNELING ->
          taken(settings.listen())
              .forEach(range -> {
                realServer.unwraps(
                    range,
                    new TunnelEnd(
                        server.declared().effectiveTunnel(settings),
                        server.address(),
                        range.family()));
                addresses.add(range.first());
              });
      case MASQUERADING -> {
        IpAddress gateway =
            NatGateway.of(virtualIps, declaredDirectors, cluster.node(node), server.address());
        if (realServer.answersThrough(gateway) && gateway != null) {
          gateways.add(gateway);
        }
      }
      case LOCAL -> throw new IllegalStateException("local forwarding is never declared");
    }
    return new RealServerSpec.Gate(node, addresses, gateways);
  }

  private @Nullable NodeId agentOf(DeclaredRealServer server) {
    NodeId node = server.node();
    return node != null && cluster.hasAgent(node) ? node : null;
  }

  /// The addresses whose packets a real server must take as its own. A firewall mark that somebody
  /// else sets may stand on packets to any virtual IP.
  private List<AddressRange> taken(Listen listen) {
    return switch (listen) {
      case Listen.OnVirtualIp on -> List.of(virtualIp(on.virtualIp()).addresses());
      case Listen.OnFirewallMark on when on.match().isEmpty() ->
          virtualIps.stream()
              .filter(vip -> vip.address().family() == on.effectiveFamily())
              .filter(vip -> vip.effectiveUse() != DeclaredVirtualIp.Use.GATEWAY)
              .map(DeclaredVirtualIp::addresses)
              .toList();
      case Listen.OnFirewallMark on -> on.match().stream().map(this::destination).toList();
    };
  }
}
