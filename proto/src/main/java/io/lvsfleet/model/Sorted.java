package io.lvsfleet.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Immutable sorted copies: everything that can be seen (plans, logs, JSON) has one order.
public final class Sorted {

  private Sorted() {}

  public static <K extends Comparable<? super K>, V> SortedMap<K, V> map(Map<K, ? extends V> from) {
    return Collections.unmodifiableSortedMap(new TreeMap<K, V>(from));
  }

  public static <K extends Comparable<? super K>, V> SortedMap<K, V> map() {
    return Collections.emptySortedMap();
  }

  public static <K extends Comparable<? super K>> SortedSet<K> set(Collection<? extends K> from) {
    return Collections.unmodifiableSortedSet(new TreeSet<K>(from));
  }

  public static <K extends Comparable<? super K>> SortedSet<K> set() {
    return Collections.emptySortedSet();
  }
}
