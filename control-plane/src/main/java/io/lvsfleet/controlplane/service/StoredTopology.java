package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;

/// Everything that is kept, at one moment.
///
/// @param image the number of this image; every change of the topology makes the next
/// @param staged newest revisions that are watched on their way
public record StoredTopology(
    long image,
    String incarnation,
    Topology topology,
    Overrides overrides,
    SortedMap<NodeId, NodeRevision> nodeRevisions,
    SortedMap<NodeId, KnownAgent> agents,
    SortedMap<ClusterId, Staged> staged) {

  public StoredTopology {
    nodeRevisions = Sorted.map(nodeRevisions);
    agents = Sorted.map(agents);
    staged = Sorted.map(staged);
  }
}
