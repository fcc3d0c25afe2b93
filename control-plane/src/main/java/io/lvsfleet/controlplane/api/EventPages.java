package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.Event;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.model.ClusterId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events in pages.
final class EventPages {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private EventPages() {}

  /// A page of events.
  ///
  /// @param next for `since` in the next request
  public record EventPage(List<EventView> items, long next) {}

  /// Something that happened.
  public record EventView(
      long id,
      Instant at,
      String type,
      @Nullable String cluster,
      @Nullable String node,
      @Nullable String author,
      String detail) {}

  static EventPage of(
      TopologyService topology,
      @Nullable String since,
      @Nullable String limit,
      @Nullable ClusterId cluster) {
    long after = Names.since(since);
    List<EventView> items =
        topology.events(after, Names.limit(limit, USUAL_PAGE, LARGEST_PAGE), cluster).stream()
            .map(EventPages::event)
            .toList();
    return new EventPage(items, items.isEmpty() ? after : items.getLast().id());
  }

  private static EventView event(Event.Stored stored) {
    Event event = stored.event();
    return new EventView(
        stored.id(),
        event.at(),
        event.type(),
        event.cluster(),
        event.node(),
        event.author(),
        event.detail());
  }
}
