package io.lvsfleet.model;

import java.time.Duration;

/// How often a node tells its neighbours that it holds an address: gratuitous ARP or unsolicited
/// neighbour advertisements. A switch or router may miss or distrust the first one.
///
/// @param repeat how many, 1 to 20
/// @param interval between them
/// @param refresh once more every so often for as long as the address is held; zero for never
public record Announcing(int repeat, Duration interval, Duration refresh) {

  /// Three within two seconds.
  public static final Announcing DEFAULT = new Announcing(3, Duration.ofSeconds(1), Duration.ZERO);

  public static final int MAX_REPEAT = 20;

  public Announcing {
    if (repeat < 1 || repeat > MAX_REPEAT) {
      throw new IllegalArgumentException("an address is announced 1 to 20 times, not " + repeat);
    }
    require(interval, Duration.ofMillis(10), Duration.ofMinutes(1), "the interval");
    if (!refresh.isZero()) {
      require(refresh, Duration.ofSeconds(1), Duration.ofDays(1), "the refresh");
    }
  }

  private static void require(Duration value, Duration least, Duration most, String what) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          what + " of announcements is " + least + " to " + most + ", not " + value);
    }
  }
}
