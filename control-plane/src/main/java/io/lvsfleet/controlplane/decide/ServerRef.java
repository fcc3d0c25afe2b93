package io.lvsfleet.controlplane.decide;

import java.util.Comparator;

/// A real server of a cluster by its names.
public record ServerRef(String service, String realServer) implements Comparable<ServerRef> {

  private static final Comparator<ServerRef> ORDER =
      Comparator.comparing(ServerRef::service).thenComparing(ServerRef::realServer);

  @Override
  public int compareTo(ServerRef other) {
    return ORDER.compare(this, other);
  }
}
