package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.lvsfleet.controlplane.events.StoredEvent;
import java.time.Instant;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Something that happened.
///
/// @param id grows by one with every event of the fleet
/// @param type see docs/events.md, also for what `data` has
/// @param clusters it concerns
/// @param detail the same as `data`, for people
public record EventView(
    long id,
    Instant at,
    String type,
    SortedSet<String> clusters,
    @Nullable String node,
    @Nullable String author,
    String detail,
    @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class) @JsonRawValue
        String data) {

  static EventView of(StoredEvent event) {
    return new EventView(
        event.id(),
        event.at(),
        event.type(),
        event.clusters(),
        event.node(),
        event.author(),
        event.detail(),
        event.data());
  }
}
