package io.lvsfleet.controlplane.watch;

import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.events.StoredEvent;
import io.lvsfleet.model.ClusterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The end of the event log in memory, for any number of readers who wait there.
///
/// One thread reads the log on, whoever made the events; readers keep nothing here but their own
/// place. Who is too slow for what is in memory goes on in the log, and who is too slow for that is
/// told.
public final class EventFeed implements AutoCloseable {

  /// How many of the newest events readers find without asking the log.
  static final int KEPT = 4096;

  private static final Logger LOG = Logger.getLogger(EventFeed.class);
  private static final int BATCH = 1000;

  /// The log is looked at that often even when nobody tells of a change.
  private static final Duration POLL = Duration.ofSeconds(2);

  private final EventLog log;
  private final Signal news = new Signal();
  private final ReentrantLock following = new ReentrantLock();

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition moved = lock.newCondition();

  /// The event with an id is at that id modulo the size.
  private final @Nullable StoredEvent[] newest = new StoredEvent[KEPT];

  private long head;

  /// Events after this one and up to the head are in memory.
  private long floor;

  /// Changes when every reader has to go.
  private long generation;

  private boolean isClosed;
  private boolean isFailing;

  public EventFeed(EventLog log) {
    this.log = log;
  }

  /// Some events, and where to go on.
  public record Page(List<StoredEvent> events, long next) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /// What comes after a place cannot be told completely any more.
  public static final class ExpiredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient EventLog.Bounds bounds;

    ExpiredException(EventLog.Bounds bounds) {
      super("events after " + bounds.pruned() + " and up to " + bounds.last() + " are kept");
      this.bounds = bounds;
    }

    public EventLog.Bounds bounds() {
      return bounds;
    }
  }

  /// There may be news: look at once.
  public void wake() {
    news.raise();
  }

  /// Follows the log until the feed is closed; for a thread of its own.
  public void run() throws InterruptedException {
    while (!isClosed()) {
      try {
        follow();
        isFailing = false;
      } catch (RuntimeException e) {
        if (!isFailing) {
          LOG.warnf("events cannot be read, it is tried again: %s", e.getMessage());
        }
        isFailing = true;
      }
      news.await(POLL);
    }
  }

  /// Takes in what the log has.
  public void follow() {
    following.lock();
    try {
      EventLog.Bounds bounds = log.bounds();
      long from = begin(bounds);
      while (from < bounds.last()) {
        EventLog.Slice slice = log.after(from, BATCH, null);
        take(slice.events());
        if (slice.next() <= from) {
          return;
        }
        from = slice.next();
      }
    } finally {
      following.unlock();
    }
  }

  /// @return from where to read on
  private long begin(EventLog.Bounds bounds) {
    lock.lock();
    try {
      // At the start, when far behind, and when an older state of the database was restored.
      if (!bounds.tellsAfter(head) || bounds.last() - head > KEPT || head == 0) {
        if (bounds.last() < head) {
          generation++;
        }
        head = bounds.last();
        floor = head;
        moved.signalAll();
      }
      return head;
    } finally {
      lock.unlock();
    }
  }

  private void take(List<StoredEvent> events) {
    lock.lock();
    try {
      for (StoredEvent event : events) {
        head = event.id();
        newest[(int) (head % KEPT)] = event;
        floor = Math.max(floor, head - KEPT);
      }
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The newest id there is.
  public long last() {
    return log.bounds().last();
  }

  /// The oldest id from which on everything can be told.
  public long oldest() {
    return log.bounds().pruned();
  }

  /// What the log has after a place, without waiting.
  ///
  /// @throws ExpiredException when that is not complete
  public Page read(long after, int limit, @Nullable ClusterId cluster) throws ExpiredException {
    EventLog.Slice slice = log.after(after, limit, cluster);
    if (!slice.bounds().tellsAfter(after)) {
      throw new ExpiredException(slice.bounds());
    }
    return new Page(slice.events(), slice.next());
  }

  /// One who reads on and on. Not for use by several threads.
  public final class Reader {

    private final @Nullable ClusterId cluster;
    private final long born;
    private long place;

    private Reader(long after, @Nullable ClusterId cluster, long born) {
      this.place = after;
      this.cluster = cluster;
      this.born = born;
    }

    /// Up to where everything has been read.
    public long place() {
      return place;
    }

    /// Whether this reader has to go: the program ends, or the database is another one.
    public boolean isOver() {
      lock.lock();
      try {
        return isClosed || born != generation;
      } finally {
        lock.unlock();
      }
    }

    /// The next events; none when the time is over, or the reader is.
    ///
    /// @throws ExpiredException when some of them are not kept any more
    public List<StoredEvent> next(int limit, Duration patience)
        throws InterruptedException, ExpiredException {
      long left = patience.toNanos();
      while (true) {
        lock.lockInterruptibly();
        try {
          while (place >= head && left > 0 && !isOver()) {
            left = moved.awaitNanos(left);
          }
          if (isOver() || place >= head) {
            return List.of();
          }
          if (place >= floor) {
            List<StoredEvent> found = fromMemory(limit);
            if (!found.isEmpty()) {
              return found;
            }
            continue;
          }
        } finally {
          lock.unlock();
        }
        Page page = read(place, limit, cluster);
        place = page.next();
        if (!page.events().isEmpty()) {
          return page.events();
        }
      }
    }

    private List<StoredEvent> fromMemory(int limit) {
      List<StoredEvent> found = new ArrayList<>();
      while (place < head && found.size() < limit) {
        place++;
        StoredEvent event = newest[(int) (place % KEPT)];
        if (event != null && (cluster == null || event.clusters().contains(cluster.name()))) {
          found.add(event);
        }
      }
      return found;
    }
  }

  /// One who begins after a place that was read before.
  public Reader reader(long after, @Nullable ClusterId cluster) {
    lock.lock();
    try {
      return new Reader(after, cluster, generation);
    } finally {
      lock.unlock();
    }
  }

  /// Sends all readers away; they may come again.
  public void endReaders() {
    lock.lock();
    try {
      generation++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    news.raise();
  }
}
