package io.lvsfleet.agent.core.verdict;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a drain is.
///
/// @param order the id of the override
/// @param began when its weight was taken
/// @param first how many connections and templates there were when they were counted first; null
///   before
/// @param active null before they were counted
/// @param countedAt null before they were counted
/// @param through whether few enough are left; it stays so
public record DrainMemory(
    String order,
    Instant began,
    @Nullable Long first,
    @Nullable Long active,
    @Nullable Long persistent,
    @Nullable Instant countedAt,
    boolean through) {

  static DrainMemory begun(String order, Instant now) {
    return new DrainMemory(order, now, null, null, null, null, false);
  }

  DrainMemory counted(long nowActive, long nowPersistent, Instant at) {
    return new DrainMemory(
        order,
        began,
        first == null ? Long.valueOf(nowActive + nowPersistent) : first,
        nowActive,
        nowPersistent,
        at,
        through);
  }

  DrainMemory over() {
    return new DrainMemory(order, began, first, active, persistent, countedAt, true);
  }

  /// Of connections and templates; null before they were counted.
  @Nullable Long left() {
    return active == null || persistent == null ? null : Long.valueOf(active + persistent);
  }

  /// When so few are left, if they go on ending as they did; rounded, for it is a guess. Null when
  /// nobody can say.
  @Nullable Instant estimated(long goal) {
    Long left = left();
    if (left == null || first == null || countedAt == null || left >= first || left <= goal) {
      return null;
    }
    long seconds = Math.max(1, countedAt.getEpochSecond() - began.getEpochSecond());
    double perSecond = (first - left) / (double) seconds;
    long rest = (long) Math.ceil((left - goal) / perSecond);
    long end = countedAt.getEpochSecond() + rest;
    return Instant.ofEpochSecond(Math.ceilDiv(end, 10L) * 10);
  }

  DrainMemory later(Duration by) {
    Instant counted = countedAt == null ? null : countedAt.plus(by);
    return new DrainMemory(order, began.plus(by), first, active, persistent, counted, through);
  }
}
