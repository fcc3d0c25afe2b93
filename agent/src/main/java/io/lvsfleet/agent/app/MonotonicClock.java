package io.lvsfleet.agent.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day at the start, and from there on as much later as has passed: somebody who sets
/// the clock back does not stop the checks.
final class MonotonicClock implements InstantSource {

  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Instant start;
  private final long startNanos;

  MonotonicClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  /// @param wall the clock on the wall, which somebody may set
  MonotonicClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }

  /// How far the clock on the wall is ahead of this one: it was set since the start.
  Duration behindWall() {
    return Duration.between(instant(), wall.instant());
  }
}
