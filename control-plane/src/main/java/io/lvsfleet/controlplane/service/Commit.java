package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One accepted change, to be stored whole or not at all.
///
/// @param image the number of the image it was decided on
/// @param before the cluster's revision there
/// @param touched the new revisions of the nodes whose state changes
/// @param scope which agents the revision waits for, and for which state of theirs
/// @param document as applied; null when the cluster is removed
/// @param events that tell of it
public record Commit(
    long image,
    ClusterId cluster,
    Revision before,
    Revision after,
    List<TopologyChange> changes,
    SortedMap<NodeId, NodeRevision> touched,
    SortedMap<NodeId, Long> scope,
    Author author,
    Instant at,
    @Nullable String document,
    List<Event> events) {

  public Commit {
    changes = List.copyOf(changes);
    touched = Sorted.map(touched);
    scope = Sorted.map(scope);
    events = List.copyOf(events);
  }
}
