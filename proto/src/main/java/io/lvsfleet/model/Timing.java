package io.lvsfleet.model;

import java.time.Duration;

/// How often a check asks, and how many answers make a verdict.
///
/// @param interval from one start to the next
/// @param timeout for everything one probe does; at most the interval
/// @param fall failures in a row that make it down
/// @param rise successes in a row that make it up again
/// @param fastInterval from one start to the next while answers contradict the verdict; at most the
///   interval, and equal to it for no difference
/// @param initially what counts until the first verdict
/// @param restartGrace for how long refused connections count as time-outs do: they are no proof
///   while a server restarts. Zero: a refused connection after a closed listener is believed at
///   once
public record Timing(
    Duration interval,
    Duration timeout,
    int fall,
    int rise,
    Duration fastInterval,
    Initially initially,
    Duration restartGrace) {

  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);
  public static final Duration MAX_INTERVAL = Duration.ofHours(1);
  public static final Duration MAX_RESTART_GRACE = Duration.ofHours(1);
  public static final int MAX_COUNT = 100;

  /// Before there is a verdict.
  public enum Initially {
    UP,
    /// keepalived's alpha mode: nothing is believed to live before it has shown it.
    DOWN
  }

  public Timing {
    requireInterval("an interval", interval);
    requireInterval("a fast interval", fastInterval);
    if (fastInterval.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "a fast interval is at most the interval " + interval + ", not " + fastInterval);
    }
    if (!timeout.isPositive() || timeout.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "a timeout is positive and at most the interval " + interval + ", not " + timeout);
    }
    if (fall < 1 || fall > MAX_COUNT || rise < 1 || rise > MAX_COUNT) {
      throw new IllegalArgumentException(
          "fall and rise are 1 to 100, not " + fall + " and " + rise);
    }
    if (restartGrace.isNegative() || restartGrace.compareTo(MAX_RESTART_GRACE) > 0) {
      throw new IllegalArgumentException("a restart grace is 0 to 1 h, not " + restartGrace);
    }
  }

  /// Up until proven down, always at one pace, no grace.
  public static Timing of(Duration interval, Duration timeout, int fall, int rise) {
    return new Timing(interval, timeout, fall, rise, interval, Initially.UP, Duration.ZERO);
  }

  private static void requireInterval(String what, Duration interval) {
    if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException(what + " is 100 ms to 1 h, not " + interval);
    }
  }
}
