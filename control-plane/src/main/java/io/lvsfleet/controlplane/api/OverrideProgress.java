package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.rollout.AgentProgress;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far an override is: computed from what directors say, never remembered.
///
/// @param agents the directors, and whether they have it
record OverrideProgress(
    State state, List<AgentProgress> agents, List<OverrideView.OverriddenServer> servers) {

  enum State {
    PENDING("not every director has it yet"),
    REJECTED("a director could not take the state it is in"),
    DRAINING("real servers have still something to end"),
    DRAINED("no director has them in its table"),
    ACTIVE("it holds"),
    DANGLING("what it is about is not there; it will hold for what comes back under that name"),
    EXPIRED("its time is over");

    private final String detail;

    State(String detail) {
      this.detail = detail;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String detail() {
      return detail;
    }
  }

  static OverrideProgress of(
      TopologyService topology,
      Map<NodeId, AgentView> agents,
      StandingOverride standing,
      Instant now) {
    List<OverrideView.OverriddenServer> servers = new ArrayList<>();
    List<AgentProgress> progress = new ArrayList<>();
    boolean isAnywhere = false;
    for (ClusterTopology cluster : topology.topology().clusters().values()) {
      List<ObjectPath.RealServer> reach = Overrides.reach(standing, cluster);
      boolean isOfDirector = Overrides.director(standing, cluster) != null;
      isAnywhere |= isOfDirector || !reach.isEmpty();
      if (reach.isEmpty() && !isOfDirector) {
        continue;
      }
      SortedMap<NodeId, Long> scope = new TreeMap<>();
      for (NodeId director : cluster.directors()) {
        // A director that came later has it from the beginning.
        Long wanted = standing.scope().get(director);
        scope.put(director, wanted == null ? topology.nodeRevision(director) : wanted);
        AgentView view = agents.get(director);
        reach.forEach(server -> servers.add(server(cluster, server, director, view)));
      }
      // It came with a state of theirs, whatever revision that is.
      Revision revision = cluster.revision();
      progress.addAll(
          new Rollout(topology.incarnation(), cluster.id(), revision, revision, scope, null)
              .judge(agents)
              .agents());
    }
    return new OverrideProgress(
        state(standing, isAnywhere, progress, servers, now), progress, servers);
  }

  private static State state(
      StandingOverride standing,
      boolean isAnywhere,
      List<AgentProgress> agents,
      List<OverrideView.OverriddenServer> servers,
      Instant now) {
    if (standing.declared().over(now)) {
      return State.EXPIRED;
    }
    if (standing.declared().kind().target() != null && !isAnywhere) {
      return State.DANGLING;
    }
    if (agents.stream().anyMatch(agent -> agent.state() == AgentProgress.State.REJECTED)) {
      return State.REJECTED;
    }
    if (agents.stream().anyMatch(agent -> agent.state() != AgentProgress.State.APPLIED)) {
      return State.PENDING;
    }
    return switch (standing.declared().kind()) {
      case DeclaredOverride.Pin _, DeclaredOverride.Freeze _ -> State.ACTIVE;
      case DeclaredOverride.Drain _, DeclaredOverride.Disable _, DeclaredOverride.Maintenance _ ->
          servers.stream().allMatch(server -> Boolean.FALSE.equals(server.present()))
              ? State.DRAINED
              : State.DRAINING;
    };
  }

  /// Whether there is nothing more to wait for.
  boolean isSettled() {
    return state != State.PENDING && state != State.DRAINING;
  }

  private static OverrideView.OverriddenServer server(
      ClusterTopology cluster,
      ObjectPath.RealServer path,
      NodeId director,
      @Nullable AgentView view) {
    EffectiveServer effective =
        view == null
            ? null
            : view.servers().stream()
                .filter(s -> s.service().equals(path.service()))
                .filter(s -> s.realServer().equals(path.name()))
                .findFirst()
                .orElse(null);
    return new OverrideView.OverriddenServer(
        cluster.id().name(),
        path.service(),
        path.name(),
        director.name(),
        effective == null ? null : StatusView.word(effective.state()),
        effective == null ? null : effective.present(),
        effective == null ? null : effective.weight().value(),
        effective == null ? null : effective.since(),
        effective == null ? null : effective.reason(),
        effective == null || effective.drain() == null ? null : drain(effective.drain()));
  }

  static OverrideView.DrainView drain(EffectiveServer.DrainProgress drain) {
    return new OverrideView.DrainView(
        drain.active(), drain.persistent(), drain.left(), drain.estimated(), drain.deadline());
  }
}
