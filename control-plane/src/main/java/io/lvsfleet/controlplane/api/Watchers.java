package io.lvsfleet.controlplane.api;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many watch at once: each holds a connection and a thread.
final class Watchers {

  /// A place among them, until it is closed.
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private final int most;
  private final int mostPerFeed;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<String, Integer> perFeed = new ConcurrentHashMap<>();

  Watchers(int most, int mostPerFeed) {
    this.most = most;
    this.mostPerFeed = mostPerFeed;
  }

  /// @param feed a cluster, or empty for the fleet
  Place enter(String feed) {
    boolean fits = all.incrementAndGet() <= most;
    if (perFeed.merge(feed, 1, Integer::sum) > mostPerFeed || !fits) {
      leave(feed);
      throw new ApiProblem(
              ProblemType.TOO_MANY_REQUESTS,
              "at most "
                  + most
                  + " watch this control plane at once, and "
                  + mostPerFeed
                  + " one feed of it")
          .withHeader("Retry-After", "5");
    }
    return new Place() {
      private boolean isLeft;

      @Override
      public synchronized void close() {
        if (!isLeft) {
          isLeft = true;
          leave(feed);
        }
      }
    };
  }

  private void leave(String feed) {
    perFeed.computeIfPresent(feed, (_, count) -> count == 1 ? null : count - 1);
    all.decrementAndGet();
  }

  int count() {
    return all.get();
  }
}
