package io.lvsfleet.model;

import java.util.Comparator;

/// A UDP port at which the kernel unwraps GUE (`ip fou add port PORT gue`); what comes out is then
/// taken by the tunnel device for the protocol within.
public record DecapsulationPort(AddressFamily family, int port)
    implements Comparable<DecapsulationPort> {

  private static final Comparator<DecapsulationPort> ORDER =
      Comparator.comparing(DecapsulationPort::family).thenComparingInt(DecapsulationPort::port);

  public DecapsulationPort {
    if (Port.require(port) == 0) {
      throw new IllegalArgumentException("a decapsulation port is 1 to 65535");
    }
  }

  @Override
  public int compareTo(DecapsulationPort other) {
    return ORDER.compare(this, other);
  }

  /// In `ip fou`'s words: `port 6080 gue`.
  @Override
  public String toString() {
    return "port " + port + " gue" + (family == AddressFamily.IPV6 ? " -6" : "");
  }
}
