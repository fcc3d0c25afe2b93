package io.lvsfleet.agent.app;

import java.time.Instant;
import java.time.InstantSource;

/// The time of day at the start, and from there on as much later as has passed: somebody who sets
/// the clock back does not stop the checks.
final class MonotonicClock implements InstantSource {

  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
