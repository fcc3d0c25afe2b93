package io.lvsfleet.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class StoredEventsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ClusterId A = new ClusterId("a");
  private static final ClusterId B = new ClusterId("b");

  private final StoredTopologies store;
  private final StoredEvents log;
  private final EventFeed feed;
  private final DataSource dataSource;

  StoredEventsTest(
      StoredTopologies store, StoredEvents log, EventFeed feed, DataSource dataSource) {
    this.store = store;
    this.log = log;
    this.feed = feed;
    this.dataSource = dataSource;
  }

  @BeforeEach
  void empty() throws SQLException {
    execute("UPDATE fleet SET last_event = 0, pruned_event = 0; TRUNCATE event");
    feed.follow();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Event event(Instant at, String reason, ClusterId... clusters) {
    return new Event(
        at,
        EventType.AGENT_DISCONNECTED,
        Sorted.set(Set.of(clusters)),
        new NodeId("n"),
        null,
        reason,
        Map.of("reason", reason));
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      store.append(event(NOW.plusSeconds(i), "e" + i, i % 2 == 0 ? A : B));
    }
  }

  private static List<Long> ids(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void eventsAreReadFromWhereOneStopped() {
    append(5);

    EventLog.Slice first = log.after(0, 2, null);
    EventLog.Slice rest = log.after(first.next(), 10, null);

    assertThat(first.events()).extracting(StoredEvent::id).containsExactly(1L, 2L);
    assertThat(rest.events()).extracting(StoredEvent::id).containsExactly(3L, 4L, 5L);
    assertThat(rest.next()).isEqualTo(5);
    assertThat(log.after(0, 10, A).events())
        .extracting(StoredEvent::detail)
        .containsExactly("e0", "e2", "e4");
    assertThat(log.after(3, 10, B).next()).as("looked at, though nothing was there").isEqualTo(5);
  }

  @Test
  void dataIsGivenBackAsItIs() {
    store.append(event(NOW, "gone: \"é\n", A, B));

    StoredEvent stored = log.after(0, 1, null).events().getFirst();

    assertThat(stored.data()).isEqualTo("{\"reason\": \"gone: \\\"é\\n\"}");
    assertThat(stored.type()).isEqualTo("agent.disconnected");
    assertThat(stored.clusters()).containsExactly("a", "b");
    assertThat(stored.node()).isEqualTo("n");
    assertThat(stored.at()).isEqualTo(NOW);
  }

  /// However writers and readers meet, a reader sees each event once, in order and without gaps.
  @Test
  void noReaderMissesAnEventWhoeverWritesAtOnce() throws Exception {
    int writers = 4;
    int each = 40;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> readers = new ArrayList<>();
      for (int r = 0; r < 6; r++) {
        Random random = new Random(r);
        boolean waits = r % 2 == 0;
        readers.add(threads.submit(() -> read(writers * each, random, waits)));
      }
      List<Future<?>> writing = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        writing.add(
            threads.submit(() -> {
              append(each);
              feed.wake();
            }));
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
      feed.wake();

      for (Future<List<Long>> reader : readers) {
        assertThat(reader.get()).isEqualTo(ids(1, (long) writers * each));
      }
    }
  }

  /// @param waits at the feed; else asks the log again and again
  private List<Long> read(int count, Random random, boolean waits) throws Exception {
    List<Long> seen = new ArrayList<>();
    EventFeed.Reader reader = feed.reader(0, null);
    long place = 0;
    while (seen.size() < count) {
      int limit = 1 + random.nextInt(7);
      if (waits) {
        reader.next(limit, Duration.ofSeconds(10)).forEach(event -> seen.add(event.id()));
      } else {
        EventFeed.Page page = feed.read(place, limit, null);
        page.events().forEach(event -> seen.add(event.id()));
        place = page.next();
      }
    }
    return seen;
  }

  @Test
  void theOldestAreForgottenAndThatIsTold() throws Exception {
    append(10);

    log.prune(NOW.plusSeconds(3), 1000);
    assertThat(log.bounds()).isEqualTo(new EventLog.Bounds(3, 10));
    log.prune(Instant.EPOCH, 4);
    assertThat(log.bounds()).isEqualTo(new EventLog.Bounds(6, 10));

    assertThat(feed.read(6, 100, null).events()).extracting(StoredEvent::id).isEqualTo(ids(7, 10));
    assertThatThrownBy(() -> feed.read(5, 100, null))
        .isInstanceOf(EventFeed.ExpiredException.class);
    assertThatThrownBy(() -> feed.read(11, 100, null))
        .as("of another database")
        .isInstanceOf(EventFeed.ExpiredException.class);
  }

  @Test
  void aReaderWhoFellOutOfWhatIsKeptIsTold() {
    EventFeed.Reader reader = feed.reader(0, null);
    append(10);
    log.prune(Instant.EPOCH, 4);
    feed.follow();
    feed.follow();

    assertThatThrownBy(() -> feed.reader(0, null).next(100, Duration.ZERO))
        .isInstanceOf(EventFeed.ExpiredException.class);
    assertThat(reader.place()).isZero();
  }

  @Test
  void readersAreSentAwayWhenAnOlderStateOfTheDatabaseWasRestored() throws Exception {
    append(5);
    feed.follow();
    EventFeed.Reader reader = feed.reader(5, null);

    execute("UPDATE fleet SET last_event = 2; TRUNCATE event");
    feed.follow();

    assertThat(reader.isOver()).isTrue();
    assertThat(feed.reader(2, null).isOver()).isFalse();
  }
}
