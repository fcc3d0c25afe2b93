package io.lvsfleet.agent.session;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: the first ones quick, then doubling, with jitter so that a
/// fleet does not come back all at once. Not thread-safe.
public final class Backoff {

  private static final List<Duration> QUICK =
      List.of(Duration.ofMillis(200), Duration.ofMillis(500));
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(60);

  /// A wait is shortened or lengthened by up to this part.
  private static final double JITTER = 0.3;

  private final RandomGenerator random;
  private int tries;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  public Duration next() {
    Duration base;
    if (tries < QUICK.size()) {
      base = QUICK.get(tries);
    } else {
      int doublings = Math.min(tries - QUICK.size(), 16);
      Duration doubled = FIRST.multipliedBy(1L << doublings);
      base = doubled.compareTo(LAST) < 0 ? doubled : LAST;
    }
    if (tries < Integer.MAX_VALUE) {
      tries++;
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    Duration wait = Duration.ofMillis(Math.round(base.toMillis() * factor));
    return wait.compareTo(LAST) < 0 ? wait : LAST;
  }

  public void reset() {
    tries = 0;
  }
}
