package io.lvsfleet.model;

import java.util.Comparator;

/// An address on an interface of a node, for example `10.0.0.100/24` on `eth0`.
public record LocalAddress(String interfaceName, IpAddress address, int prefixLength)
    implements Comparable<LocalAddress> {

  private static final Comparator<LocalAddress> ORDER =
      Comparator.comparing(LocalAddress::interfaceName)
          .thenComparing(LocalAddress::address)
          .thenComparingInt(LocalAddress::prefixLength);

  public LocalAddress {
    InterfaceName.require(interfaceName);
    if (prefixLength < 0 || prefixLength > address.family().bits()) {
      throw new IllegalArgumentException(
          "a prefix length of "
              + address
              + " is 0 to "
              + address.family().bits()
              + ", not "
              + prefixLength);
    }
  }

  public boolean onLoopback() {
    return interfaceName.equals("lo");
  }

  @Override
  public int compareTo(LocalAddress other) {
    return ORDER.compare(this, other);
  }

  /// In `ip`'s words: `10.0.0.100/24 dev eth0`.
  @Override
  public String toString() {
    return address + "/" + prefixLength + " dev " + interfaceName;
  }
}
