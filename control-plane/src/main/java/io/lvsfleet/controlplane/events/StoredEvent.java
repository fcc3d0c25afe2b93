package io.lvsfleet.controlplane.events;

import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// An event in its place. It may come from a newer version of this program, so its type is a text.
///
/// @param id grows by one with every event, in the order of the commits
/// @param data a JSON object
public record StoredEvent(
    long id,
    Instant at,
    String type,
    SortedSet<String> clusters,
    @Nullable String node,
    @Nullable String author,
    String detail,
    String data) {

  public StoredEvent {
    clusters = Sorted.set(clusters);
  }
}
