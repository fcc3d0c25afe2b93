package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.lvsfleet.model.ClusterId;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events as a page, as a page that is waited for, and as a stream.
@ApplicationScoped
public class Watching {

  static final String AFTER =
      "The id of the event to go on after, or `now`. Without it a page begins with the oldest event"
          + " that is kept, and a stream with what happens next.";
  static final String DESCRIPTION =
      "With `Accept: text/event-stream` a stream that begins after `Last-Event-ID` or `after`: `id`"
          + " is the event's id, `event` its type, `data` the whole event. A comment every 15 s keeps"
          + " it open; it ends now and then and is meant to be opened again. Else a page, for which"
          + " `wait` has the request wait until there is something. 410: events after that id are"
          + " not kept any more.";

  static final String PAGE_EXAMPLE =
      """
      {"items": [{"id": 4712, "at": "2026-01-31T12:00:00Z", "type": "rollout.started", "clusters":
      ["web"], "node": null, "author": "admin", "detail": "revision 17 to 3 agents", "data":
      {"revision": 17, "agents": 3}}], "next": 4712}
      """;
  static final String STREAM_EXAMPLE =
      """
      id: 4712
      event: rollout.started
      data: {"id":4712,"at":"2026-01-31T12:00:00Z","type":"rollout.started","clusters":["web"],\
      "node":null,"author":"admin","detail":"revision 17 to 3 agents","data":{"revision":17,\
      "agents":3}}

      """;

  private static final int MOST_WATCHERS = 1000;
  private static final int MOST_WATCHERS_PER_FEED = 200;
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  /// Proxies cut answers that take a minute.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

  /// How long a client may take for what one flush sends it.
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final EventFeed feed;
  private final ObjectMapper json;
  private final Watchers watchers = new Watchers(MOST_WATCHERS, MOST_WATCHERS_PER_FEED);

  Watching(EventFeed feed, ObjectMapper json) {
    this.feed = feed;
    this.json = json;
  }

  /// What a request says.
  record Question(
      @Nullable String after,
      @Nullable String lastEventId,
      @Nullable String patience,
      @Nullable String limit) {}

  Response answer(
      Question question, @Nullable ClusterId cluster, HttpHeaders headers, RoutingContext request)
      throws InterruptedException {
    String name = question.lastEventId() == null ? "after" : "Last-Event-ID";
    String after = question.lastEventId() == null ? question.after() : question.lastEventId();
    int limit = Names.limit(question.limit(), USUAL_PAGE, LARGEST_PAGE);
    Duration patience = Names.waiting(question.patience(), LONGEST_WAIT);
    boolean isStream = Representation.wantsEvents(headers);
    long start = start(name, after, isStream);
    try {
      return isStream ? stream(start, cluster, request) : page(start, limit, patience, cluster);
    } catch (EventFeed.ExpiredException e) {
      throw new ApiProblem(
              ProblemType.EXPIRED,
              "what happened after event "
                  + start
                  + " cannot be told: events after "
                  + e.bounds().pruned()
                  + " and up to "
                  + e.bounds().last()
                  + " are kept. Read the present state and go on from there")
          .with("oldest", e.bounds().pruned())
          .with("last", e.bounds().last());
    }
  }

  private long start(String name, @Nullable String after, boolean isStream) {
    if (after == null) {
      return isStream ? feed.last() : feed.oldest();
    }
    return after.equals("now") ? feed.last() : Names.eventId(name, after);
  }

  private Response page(long after, int limit, Duration patience, @Nullable ClusterId cluster)
      throws InterruptedException, EventFeed.ExpiredException {
    EventFeed.Page page = feed.read(after, limit, cluster);
    if (page.events().isEmpty() && patience.isPositive()) {
      try (Watchers.Place _ = watchers.enter(feedName(cluster))) {
        EventFeed.Reader reader = feed.reader(page.next(), cluster);
        List<StoredEvent> events = reader.next(limit, patience);
        page = new EventFeed.Page(events, reader.place());
      }
    }
    return Response.ok(
            new EventPage(page.events().stream().map(EventView::of).toList(), page.next()))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }

  private Response stream(long after, @Nullable ClusterId cluster, RoutingContext request)
      throws EventFeed.ExpiredException {
    feed.read(after, 1, cluster); // what cannot be told is said before the stream begins
    Watchers.Place watcher = watchers.enter(feedName(cluster));
    request.addEndHandler(_ -> watcher.close());
    return Response.ok(
            new EventStream(
                feed.reader(after, cluster),
                json,
                EventStream.HEARTBEAT,
                () -> watchdog(request),
                watcher))
        .type(MediaType.SERVER_SENT_EVENTS_TYPE)
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no") // nginx would keep events back
        .build();
  }

  private static Watchers.Place watchdog(RoutingContext request) {
    long timer =
        request
            .vertx()
            .setTimer(LONGEST_WRITE.toMillis(), _ -> request.request().connection().close());
    return () -> request.vertx().cancelTimer(timer);
  }

  private static String feedName(@Nullable ClusterId cluster) {
    return cluster == null ? "" : cluster.name();
  }
}
