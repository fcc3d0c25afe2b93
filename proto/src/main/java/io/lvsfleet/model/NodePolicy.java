package io.lvsfleet.model;

import java.time.Duration;

/// How a node's agent behaves, apart from what its kernel should hold.
///
/// @param drift what happens when somebody else changed what is ours
/// @param driftPoll from one look at everything to the next
/// @param statisticsInterval from one report of counters to the next; zero for none
public record NodePolicy(Drift drift, Duration driftPoll, Duration statisticsInterval) {

  public enum Drift {
    /// It is told and put right.
    REPAIR,
    /// It is told and stays until the next wanted change.
    REPORT
  }

  public static final NodePolicy DEFAULT =
      new NodePolicy(Drift.REPAIR, Duration.ofSeconds(30), Duration.ofSeconds(10));

  public NodePolicy {
    require(driftPoll, "a drift poll");
    if (!statisticsInterval.isZero()) {
      require(statisticsInterval, "a statistics interval");
    }
  }

  private static void require(Duration value, String what) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(what + " is 1 s to 1 h, not " + value);
    }
  }
}
