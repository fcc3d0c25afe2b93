package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The checks of a node. An immutable map in which one of ten thousand can be replaced, and the
/// next one that is due be found, without touching the others: a director that checks thousands
/// does both thousands of times a second.
public final class Checks {

  /// A power of two. Each holds some forty of ten thousand.
  private static final int BUCKETS = 256;

  public static final Checks NONE = of(Collections.emptySortedMap());

  private record Bucket(Map<CheckKey, CheckState> checks, Instant due) {
    static final Bucket EMPTY = of(Map.of());

    static Bucket of(Map<CheckKey, CheckState> checks) {
      Instant due = Instant.MAX;
      for (CheckState check : checks.values()) {
        if (!check.running() && check.due().isBefore(due)) {
          due = check.due();
        }
      }
      return new Bucket(checks, due);
    }
  }

  private final Bucket[] buckets;
  private final Instant due;

  private Checks(Bucket[] buckets) {
    this.buckets = buckets;
    Instant first = Instant.MAX;
    for (Bucket bucket : buckets) {
      if (bucket.due().isBefore(first)) {
        first = bucket.due();
      }
    }
    this.due = first;
  }

  public static Checks of(SortedMap<CheckKey, CheckState> all) {
    Map<Integer, Map<CheckKey, CheckState>> split = new HashMap<>();
    all.forEach(
        (key, check) -> split.computeIfAbsent(place(key), _ -> new HashMap<>()).put(key, check));
    Bucket[] buckets = new Bucket[BUCKETS];
    Arrays.fill(buckets, Bucket.EMPTY);
    split.forEach((place, checks) -> buckets[place] = Bucket.of(checks));
    return new Checks(buckets);
  }

  private static int place(CheckKey key) {
    int hash = key.hashCode() * 0x9E37_79B9; // Fibonacci hashing
    return (hash >>> 16) & (BUCKETS - 1);
  }

  public @Nullable CheckState get(CheckKey key) {
    return buckets[place(key)].checks().get(key);
  }

  /// With one of them replaced; one that is not there stays so.
  public Checks with(CheckKey key, UnaryOperator<CheckState> change) {
    int place = place(key);
    Map<CheckKey, CheckState> checks = buckets[place].checks();
    CheckState before = checks.get(key);
    if (before == null) {
      return this;
    }
    Map<CheckKey, CheckState> replaced = new HashMap<>(checks);
    replaced.put(key, change.apply(before));
    Bucket[] next = buckets.clone();
    next[place] = Bucket.of(replaced);
    return new Checks(next);
  }

  /// When the next probe starts; [Instant#MAX] for none.
  public Instant due() {
    return due;
  }

  public SortedSet<CheckKey> due(Instant now) {
    SortedSet<CheckKey> all = new TreeSet<>();
    if (due.isAfter(now)) {
      return all;
    }
    for (Bucket bucket : buckets) {
      if (!bucket.due().isAfter(now)) {
        bucket
            .checks()
            .forEach((key, check) -> {
              if (!check.running() && !check.due().isAfter(now)) {
                all.add(key);
              }
            });
      }
    }
    return all;
  }

  public SortedMap<CheckKey, CheckState> all() {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>();
    for (Bucket bucket : buckets) {
      all.putAll(bucket.checks());
    }
    return Collections.unmodifiableSortedMap(all);
  }
}
