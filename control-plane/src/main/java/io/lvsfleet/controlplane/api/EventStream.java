package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.controlplane.watch.EventFeed;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Events as they happen, in the format of the WHATWG's "Server-sent events".
///
/// Keeps nothing but its reader's place: who reads slowly is served from the log, and who has
/// fallen out of that gets the event `reset` as the last one.
final class EventStream implements StreamingOutput {

  /// After a while a stream ends and the client comes again: so tokens are looked at anew, and
  /// clients move to another replica that is back.
  static final Duration LONGEST = Duration.ofMinutes(15);

  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final int BATCH = 100;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final EventFeed.Reader reader;
  private final ObjectMapper json;
  private final Duration heartbeat;
  private final Watchdog watchdog;
  private final Watchers.Place watcher;

  /// Ends the connection of a client that does not take what it is sent.
  interface Watchdog {
    /// Writing begins.
    ///
    /// @return to be closed when it is through
    Watchers.Place writing();
  }

  EventStream(
      EventFeed.Reader reader,
      ObjectMapper json,
      Duration heartbeat,
      Watchdog watchdog,
      Watchers.Place watcher) {
    this.reader = reader;
    this.json = json;
    this.heartbeat = heartbeat;
    this.watchdog = watchdog;
    this.watcher = watcher;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try (watcher) {
      send(out, "retry: " + RETRY.toMillis() + "\n\n");
      long end = System.nanoTime() + LONGEST.toNanos();
      long told = reader.place();
      while (!reader.isOver() && System.nanoTime() - end < 0) {
        List<StoredEvent> events = reader.next(BATCH, heartbeat);
        StringBuilder text = new StringBuilder();
        for (StoredEvent event : events) {
          text.append("id: ").append(event.id());
          text.append("\nevent: ").append(event.type());
          text.append("\ndata: ").append(json.writeValueAsString(EventView.of(event)));
          text.append("\n\n");
          told = event.id();
        }
        if (events.isEmpty()) {
          text.append(":\n");
          if (reader.place() > told) {
            // Without data it is no event to the client, who remembers the id all the same.
            told = reader.place();
            text.append("id: ").append(told).append('\n');
          }
          text.append('\n');
        }
        send(out, text.toString());
      }
    } catch (EventFeed.ExpiredException e) {
      send(out, "event: reset\ndata: {\"oldest\":" + e.bounds().pruned() + "}\n\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(OutputStream out, String text) throws IOException {
    try (Watchers.Place _ = watchdog.writing()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
