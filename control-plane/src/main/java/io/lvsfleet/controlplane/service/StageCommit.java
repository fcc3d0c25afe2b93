package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The next step of a watched revision, to be stored whole or not at all.
///
/// @param image the number of the image it was decided on
/// @param staged as it was
/// @param next as it will be; null when nobody watches it any more
/// @param released the new revisions of the nodes that are given it now
public record StageCommit(
    long image,
    ClusterId cluster,
    Staged staged,
    @Nullable Staged next,
    SortedMap<NodeId, NodeRevision> released,
    List<Event> events) {

  public StageCommit {
    released = Sorted.map(released);
    events = List.copyOf(events);
  }
}
