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
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// One accepted change, to be stored whole or not at all.
///
/// The revision waits for the nodes that the one before waited for; for the touched ones in their
/// new state; and for the last time for those that leave.
///
/// @param image the number of the image it was decided on
/// @param before the cluster's revision there
/// @param touched the new revisions of the nodes whose state changes
/// @param leaving nodes, touched or held, that have nothing to do for the cluster any more
/// @param staged how it is watched on its way; null when it is not
/// @param wasStaged whether the revision before it was watched until now
/// @param counts of the objects that change
/// @param events that tell of it
public record Commit(
    long image,
    ClusterId cluster,
    Revision before,
    Revision after,
    List<TopologyChange> changes,
    SortedMap<NodeId, NodeRevision> touched,
    SortedSet<NodeId> leaving,
    @Nullable Staged staged,
    boolean wasStaged,
    Author author,
    Instant at,
    RevisionText text,
    ChangeCounts counts,
    List<Event> events) {

  public Commit {
    changes = List.copyOf(changes);
    touched = Sorted.map(touched);
    leaving = Sorted.set(leaving);
    events = List.copyOf(events);
  }
}
