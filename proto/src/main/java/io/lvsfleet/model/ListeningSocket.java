package io.lvsfleet.model;

import java.util.Arrays;
import java.util.Comparator;

/// A socket of this host that clients are served on.
///
/// @param address it is bound to; `0.0.0.0` or `::` for any
public record ListeningSocket(Protocol protocol, IpAddress address, int port)
    implements Comparable<ListeningSocket> {

  private static final Comparator<ListeningSocket> ORDER =
      Comparator.comparing(ListeningSocket::protocol)
          .thenComparing(ListeningSocket::address)
          .thenComparingInt(ListeningSocket::port);

  public ListeningSocket {
    Port.require(port);
  }

  /// Whether what is sent there arrives at this socket. One that is bound to `::` takes IPv4 too
  /// (ipv6(7), `IPV6_V6ONLY`), or may.
  public boolean takes(IpAddress destination, int destinationPort) {
    return port == destinationPort && (address.equals(destination) || takesAny(destination));
  }

  private boolean takesAny(IpAddress destination) {
    boolean any = Arrays.equals(address.bytes(), new byte[address.bytes().length]);
    return any
        && (address.family() == AddressFamily.IPV6 || destination.family() == AddressFamily.IPV4);
  }

  @Override
  public int compareTo(ListeningSocket other) {
    return ORDER.compare(this, other);
  }

  /// `TCP 10.0.0.21:80`.
  @Override
  public String toString() {
    return protocol + " " + address.withPort(port);
  }
}
