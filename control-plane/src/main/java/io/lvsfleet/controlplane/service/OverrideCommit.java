package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// One change of an override, to be stored whole or not at all.
///
/// @param image the number of the image it was decided on
/// @param standing as it stands from now on; null when it does not any more
/// @param touched the new revisions of the directors whose state changes
/// @param events that tell of it
public record OverrideCommit(
    long image,
    OverrideKey key,
    @Nullable StandingOverride standing,
    SortedMap<NodeId, NodeRevision> touched,
    Author author,
    Instant at,
    List<Event> events) {

  public OverrideCommit {
    touched = Sorted.map(touched);
    events = List.copyOf(events);
  }
}
