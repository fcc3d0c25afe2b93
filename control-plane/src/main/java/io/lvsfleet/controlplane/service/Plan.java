package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.forecast.NodeForecast;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ObjectChanges;
import io.lvsfleet.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a command would do to a cluster, and have its agents do.
///
/// @param before the cluster it was decided on
/// @param objects what becomes of the objects of its document; none unless it is accepted
/// @param nodes what becomes of the nodes it touches; none unless it is accepted
/// @param at when it was made
public record Plan(
    ClusterTopology before,
    Decision decision,
    List<ObjectChange> objects,
    List<NodeForecast> nodes,
    Instant at) {

  public Plan {
    objects = List.copyOf(objects);
    nodes = List.copyOf(nodes);
  }

  static Plan of(
      Image now,
      ClusterTopology before,
      Decision decision,
      Map<NodeId, AgentView> agents,
      Instant at) {
    if (!(decision instanceof Decision.Accepted accepted)) {
      return new Plan(before, decision, List.of(), List.of(), at);
    }
    ClusterTopology after = accepted.next().clusterOrEmpty(before.id());
    return new Plan(
        before,
        decision,
        ObjectChanges.of(before, after, accepted.changes()),
        accepted.touched().stream()
            .map(node ->
                NodeForecast.of(
                    now.desired(node).state(),
                    now.state(node, before.id(), accepted),
                    agents.get(node)))
            .toList(),
        at);
  }
}
