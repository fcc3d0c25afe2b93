package io.lvsfleet.model;

import java.util.Comparator;

/// What identifies one check of one real server in one service.
public record CheckKey(ClusterId cluster, String service, String realServer, String check)
    implements Comparable<CheckKey> {

  private static final Comparator<CheckKey> ORDER =
      Comparator.comparing(CheckKey::cluster)
          .thenComparing(CheckKey::service)
          .thenComparing(CheckKey::realServer)
          .thenComparing(CheckKey::check);

  @Override
  public int compareTo(CheckKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return cluster + "/" + service + "/" + realServer + "/" + check;
  }
}
