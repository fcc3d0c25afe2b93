package io.lvsfleet.model;

import java.util.Comparator;

/// What makes a route one of its own. A kernel may have several of a key, by `ip route append`; the
/// first of them is the one that is used and that a replacement replaces.
///
/// @param table `RT_TABLE_MAIN` 254, `RT_TABLE_LOCAL` 255, or one of 1 to 252
/// @param metric lower ones are preferred. IPv6 knows none without: 0 becomes 1024, which the
///   kernel takes for it (`IP6_RT_PRIO_USER`)
public record RouteKey(int table, Prefix destination, long metric) implements Comparable<RouteKey> {

  public static final int MAIN = 254;
  public static final int LOCAL = 255;

  private static final long IPV6_METRIC = 1024;

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
    if (metric == 0 && destination.family() == AddressFamily.IPV6) {
      metric = IPV6_METRIC;
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
