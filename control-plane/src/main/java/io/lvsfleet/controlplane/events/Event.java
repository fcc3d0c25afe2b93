package io.lvsfleet.controlplane.events;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Something that happened.
///
/// @param clusters in whose feeds it is seen; of a node those it serves
/// @param author who did it; null when nobody in particular
/// @param detail a sentence for people
/// @param data the same for programs: the fields of its type, as JSON values (texts, numbers,
///   booleans, lists, maps)
public record Event(
    Instant at,
    EventType type,
    SortedSet<ClusterId> clusters,
    @Nullable NodeId node,
    @Nullable String author,
    String detail,
    Map<String, @Nullable Object> data) {

  public Event {
    clusters = Sorted.set(clusters);
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    if (!data.keySet()
        .equals(type.fields().stream().map(EventType.Field::name).collect(Collectors.toSet()))) {
      throw new IllegalArgumentException(type.id() + " has not the fields " + data.keySet());
    }
  }
}
