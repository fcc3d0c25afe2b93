package io.lvsfleet.model;

import java.util.Comparator;

/// What identifies a real server inside a virtual service. In a firewall-mark service the port may
/// be 0: the packet's own port is kept.
public record RealServerKey(IpAddress address, int port) implements Comparable<RealServerKey> {

  private static final Comparator<RealServerKey> ORDER =
      Comparator.comparing(RealServerKey::address).thenComparingInt(RealServerKey::port);

  public RealServerKey {
    Port.require(port);
  }

  @Override
  public int compareTo(RealServerKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return address.withPort(port);
  }
}
