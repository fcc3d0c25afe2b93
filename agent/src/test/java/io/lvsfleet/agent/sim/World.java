package io.lvsfleet.agent.sim;

import io.lvsfleet.model.ModelGen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Time, chance and the log of one simulation. What happens at the same instant happens in the
/// order it was asked for.
final class World {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Scheduled(Instant at, long number, Runnable action) {}

  private final PriorityQueue<Scheduled> queue =
      new PriorityQueue<>(Comparator.comparing(Scheduled::at).thenComparingLong(Scheduled::number));
  private final List<String> log = new ArrayList<>();
  final ModelGen random;
  private Instant now = START;
  private long scheduled;

  World(long seed) {
    random = new ModelGen(seed);
  }

  Instant now() {
    return now;
  }

  void at(Instant when, Runnable action) {
    queue.add(new Scheduled(when.isBefore(now) ? now : when, scheduled++, action));
  }

  void in(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  /// After up to so many milliseconds.
  void soon(int milliseconds, Runnable action) {
    in(Duration.ofMillis(1 + random.below(milliseconds)), action);
  }

  void runUntil(Instant end) {
    while (!queue.isEmpty() && !queue.peek().at().isAfter(end)) {
      Scheduled next = queue.remove();
      now = next.at();
      next.action().run();
    }
    now = end;
  }

  void note(String line) {
    log.add(Duration.between(START, now).toMillis() + " " + line);
  }

  List<String> log() {
    return List.copyOf(log);
  }
}
