package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ObjectChanges;
import java.util.List;

/// What a command would do to a cluster. What the agents would have to do for it has its place here
/// as well.
///
/// @param before the cluster it was decided on
/// @param objects what becomes of the objects of its document; none unless it is accepted
public record Plan(ClusterTopology before, Decision decision, List<ObjectChange> objects) {

  public Plan {
    objects = List.copyOf(objects);
  }

  static Plan of(ClusterTopology before, Decision decision) {
    return new Plan(
        before,
        decision,
        decision instanceof Decision.Accepted accepted
            ? ObjectChanges.of(
                before, accepted.next().clusterOrEmpty(before.id()), accepted.changes())
            : List.of());
  }
}
