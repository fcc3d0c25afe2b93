package io.lvsfleet.model;

import java.time.Duration;

/// A check a node performs.
///
/// @param interval from one start to the next
/// @param timeout at most the interval
/// @param fall failures in a row that make it down
/// @param rise successes in a row that make it up again
public record CheckSpec(Probe probe, Duration interval, Duration timeout, int fall, int rise) {

  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);
  public static final Duration MAX_INTERVAL = Duration.ofHours(1);
  public static final int MAX_COUNT = 100;

  public CheckSpec {
    if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException("an interval is 100 ms to 1 h, not " + interval);
    }
    if (!timeout.isPositive() || timeout.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "a timeout is positive and at most the interval " + interval + ", not " + timeout);
    }
    if (fall < 1 || fall > MAX_COUNT || rise < 1 || rise > MAX_COUNT) {
      throw new IllegalArgumentException(
          "fall and rise are 1 to 100, not " + fall + " and " + rise);
    }
  }

  /// What is sent and expected.
  public sealed interface Probe {
    /// A TCP connection is established and closed again.
    record TcpConnect(IpAddress address, int port) implements Probe {
      public TcpConnect {
        Port.require(port);
      }
    }
  }
}
