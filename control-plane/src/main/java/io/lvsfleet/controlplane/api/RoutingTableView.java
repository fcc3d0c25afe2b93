package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The ip_vs tables of a cluster's directors as their agents saw them last.
///
/// @param directors one entry per director, also for one that has not reported yet
public record RoutingTableView(String cluster, List<DirectorTable> directors) {

  /// @param connected whether its agent has a session now
  /// @param at when the table was read; null when it never was. Not connected means not newer
  public record DirectorTable(
      String node, boolean connected, @Nullable Instant at, List<ServiceEntry> virtualServices) {}

  /// @param name the operator's; null for an entry that is not ours
  /// @param service in ipvsadm's words, for example `-t 10.0.0.100:80`
  /// @param settings in ipvsadm's words, for example `-s wlc -p 300`
  public record ServiceEntry(
      @Nullable String name,
      String service,
      String settings,
      Counters counters,
      Rates rates,
      List<ServerEntry> realServers) {}

  /// @param name the operator's; null for an entry that is not ours
  /// @param reason why it has this weight, when the director says
  public record ServerEntry(
      @Nullable String name,
      String address,
      int port,
      String forwarding,
      int weight,
      long activeConnections,
      long inactiveConnections,
      long persistentConnections,
      Counters counters,
      Rates rates,
      @Nullable String reason) {}

  /// @param desired what the directors should have, to find the operator's names by the keys
  static RoutingTableView of(
      ClusterTopology cluster,
      SortedMap<VirtualServiceKey, ServiceSpec> desired,
      Map<NodeId, AgentView> agents) {
    return new RoutingTableView(
        cluster.id().name(),
        cluster.directors().stream().map(node -> table(node, agents.get(node), desired)).toList());
  }

  private static DirectorTable table(
      NodeId node, @Nullable AgentView agent, SortedMap<VirtualServiceKey, ServiceSpec> desired) {
    Statistics statistics = agent == null ? null : agent.statistics();
    if (agent == null || statistics == null) {
      return new DirectorTable(node.name(), agent != null && agent.connected(), null, List.of());
    }
    Map<String, EffectiveServer> reasons =
        agent.servers().stream()
            .collect(
                Collectors.toMap(
                    server -> server.service() + "/" + server.realServer(),
                    Function.identity(),
                    (first, _) -> first));
    return new DirectorTable(
        node.name(),
        agent.connected(),
        statistics.at(),
        statistics.services().entrySet().stream()
            .map(entry ->
                service(entry.getKey(), entry.getValue(), desired.get(entry.getKey()), reasons))
            .toList());
  }

  private static ServiceEntry service(
      VirtualServiceKey key,
      ServiceStatistics service,
      @Nullable ServiceSpec spec,
      Map<String, EffectiveServer> reasons) {
    return new ServiceEntry(
        spec == null ? null : spec.name(),
        key.describe(),
        service.config().describe(),
        service.counters(),
        service.rates(),
        service.realServers().entrySet().stream()
            .map(entry -> server(entry.getKey(), entry.getValue(), spec, reasons))
            .toList());
  }

  private static ServerEntry server(
      RealServerKey key,
      ServerStatistics server,
      @Nullable ServiceSpec service,
      Map<String, EffectiveServer> reasons) {
    var spec = service == null ? null : service.realServers().get(key);
    EffectiveServer effective =
        service == null || spec == null ? null : reasons.get(service.name() + "/" + spec.name());
    return new ServerEntry(
        spec == null ? null : spec.name(),
        key.address().toString(),
        key.port(),
        switch (server.config().method()) {
          case MASQUERADING -> "nat";
          case DIRECT_ROUTING -> "dr";
          case TUNNELING -> "tunnel";
          case LOCAL -> "local";
        },
        server.config().weight().value(),
        server.active(),
        server.inactive(),
        server.persistent(),
        server.counters(),
        server.rates(),
        effective == null ? null : effective.reason());
  }
}
