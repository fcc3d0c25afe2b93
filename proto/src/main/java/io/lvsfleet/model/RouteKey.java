package io.lvsfleet.model;

import java.util.Comparator;

/// What makes a route one of its own: the kernel has at most one of a key, apart from a TOS.
///
/// @param table `RT_TABLE_MAIN` 254, `RT_TABLE_LOCAL` 255, or one of 1 to 252
/// @param metric lower ones are preferred. An IPv6 route without one has 1024
public record RouteKey(int table, Prefix destination, long metric) implements Comparable<RouteKey> {

  public static final int MAIN = 254;
  public static final int LOCAL = 255;

  private static final Comparator<RouteKey> ORDER =
      Comparator.comparingInt(RouteKey::table)
          .thenComparing(RouteKey::destination)
          .thenComparingLong(RouteKey::metric);

  public RouteKey {
    if (table < 1 || table > 255) {
      throw new IllegalArgumentException("a routing table is 1 to 255, not " + table);
    }
    if (metric < 0 || metric > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("a metric is 0 to 4294967295, not " + metric);
    }
  }

  @Override
  public int compareTo(RouteKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String to = destination.length() == 0 ? "default" : destination.toString();
    return to
        + (table == MAIN ? "" : " table " + (table == LOCAL ? "local" : Integer.toString(table)))
        + (metric == 0 ? "" : " metric " + metric);
  }
}
