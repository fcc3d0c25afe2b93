package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.rollout.AgentProgress;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts together what is known of a cluster, from memory.
final class ClusterStatus {

  private final ClusterTopology cluster;
  private final CompiledCluster compiled;
  private final Map<NodeId, AgentView> agents;
  private final SortedMap<NodeId, Long> desired = new TreeMap<>();
  private final Verdict verdict;

  private ClusterStatus(
      TopologyService topology, ClusterTopology cluster, Map<NodeId, AgentView> agents) {
    this.cluster = cluster;
    this.compiled = topology.compiled(cluster.id());
    this.agents = agents;
    compiled
        .parts()
        .keySet()
        .forEach(node -> desired.put(node, topology.nodeRevision(cluster.id(), node)));
    this.verdict =
        Rollout.of(
                topology.incarnation(),
                cluster.id(),
                cluster.revision(),
                cluster.revision(),
                desired)
            .judge(agents);
  }

  static StatusView of(
      TopologyService topology,
      ClusterTopology cluster,
      Map<NodeId, AgentView> agents,
      Instant now) {
    ClusterStatus status = new ClusterStatus(topology, cluster, agents);
    return new StatusView(
        cluster.id().name(),
        cluster.revision().number(),
        word(status.verdict.outcome()),
        status.verdict.agents().stream().map(status::node).toList(),
        FailoverView.of(
            cluster.settings().value().allocated(),
            FailoverPicture.of(cluster.directors(), agents),
            now),
        status.services());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private StatusView.NodeStatus node(AgentProgress progress) {
    NodeId node = progress.node();
    CompiledCluster.Part part = compiled.parts().get(node);
    AgentView view = agents.get(node);
    Stamp applied = view == null ? null : view.applied();
    Rejection rejection = view == null ? null : view.rejection();
    return new StatusView.NodeStatus(
        node.name(),
        part != null && part.director() != null ? "director" : "realServer",
        word(progress.state()),
        view != null && view.connected(),
        view == null ? null : view.lastSeen(),
        desired.getOrDefault(node, 0L),
        applied == null ? null : applied.nodeRevision(),
        errors(rejection),
        view == null || part == null ? List.of() : missing(part, view),
        view == null ? List.of() : view.foreign());
  }

  private static List<StatusView.ObjectError> errors(@Nullable Rejection rejection) {
    return rejection == null
        ? List.of()
        : rejection.reasons().stream()
            .map(r -> new StatusView.ObjectError(r.object(), r.code(), r.detail()))
            .toList();
  }

  private List<String> missing(CompiledCluster.Part part, AgentView view) {
    List<String> missing = new ArrayList<>();
    var realServer = part.realServer();
    Readiness readiness = view.readiness().get(cluster.id());
    if (realServer != null) {
      realServer
          .heldAddresses()
          .forEach(held -> missing.addAll(missing(held.address(), readiness)));
    }
    return missing;
  }

  private static List<String> missing(IpAddress address, @Nullable Readiness readiness) {
    List<Readiness.Precondition> preconditions =
        readiness == null ? null : readiness.addresses().get(address);
    return preconditions == null
        ? List.of(address + ": not reported yet")
        : preconditions.stream().map(p -> address + ": " + p).toList();
  }

  private List<StatusView.ServiceStatus> services() {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    for (CompiledCluster.Part part : compiled.parts().values()) {
      DirectorState director = part.director();
      if (director != null) {
        services.putAll(director.services());
      }
    }
    List<StatusView.ServiceStatus> views = new ArrayList<>();
    services.forEach((key, service) -> {
      List<StatusView.RealServerStatus> servers = new ArrayList<>();
      service
          .realServers()
          .forEach((address, server) -> servers.add(server(service, address, server)));
      views.add(new StatusView.ServiceStatus(service.name(), key.describe(), servers));
    });
    return views;
  }

  private StatusView.RealServerStatus server(
      ServiceSpec service, RealServerKey key, RealServerSpec server) {
    List<StatusView.Effective> effective = new ArrayList<>();
    for (NodeId director : cluster.directors()) {
      AgentView view = agents.get(director);
      if (view != null) {
        view.servers().stream()
            .filter(s -> is(s, service.name(), server.name()))
            .forEach(s ->
                effective.add(
                    new StatusView.Effective(
                        director.name(),
                        s.present(),
                        s.weight().value(),
                        StatusView.word(s.state()),
                        s.since(),
                        s.reason())));
      }
    }
    return new StatusView.RealServerStatus(
        server.name(), key.toString(), server.config().weight().value(), effective);
  }

  private static boolean is(EffectiveServer effective, String service, String server) {
    return effective.service().equals(service) && effective.realServer().equals(server);
  }

  /// For callers that have only the name.
  static StatusView of(
      TopologyService topology, ClusterId id, Map<NodeId, AgentView> agents, Instant now) {
    return of(topology, ClusterResource.existing(topology.topology(), id.name()), agents, now);
  }
}
