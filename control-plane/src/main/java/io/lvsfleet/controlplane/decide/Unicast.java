package io.lvsfleet.controlplane.decide;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Ipv6Address;
import org.jspecify.annotations.Nullable;

/// Whether an address can be a host's or a virtual IP's.
final class Unicast {

  private Unicast() {}

  /// What is wrong with it; null when nothing is.
  static @Nullable String objection(IpAddress address) {
    return switch (address) {
      case Ipv4Address(int bits) -> objection(bits);
      case Ipv6Address(long high, long low) -> objection(high, low);
    };
  }

  /// Special ranges of RFC 6890 that no host of a network can have.
  private static @Nullable String objection(int bits) {
    int first = bits >>> 24;
    if (first == 0) {
      return "means \"this network\"";
    }
    if (first == 127) {
      return "is a loopback address";
    }
    if (bits == -1) {
      return "is the broadcast address";
    }
    if (first >= 224) {
      return first < 240 ? "is a multicast address" : "is reserved";
    }
    return null;
  }

  /// RFC 4291 sections 2.5 to 2.7.
  private static @Nullable String objection(long high, long low) {
    if (high == 0 && low == 0) {
      return "means \"no address\"";
    }
    if (high == 0 && low == 1) {
      return "is the loopback address";
    }
    if (high >>> 56 == 0xff) {
      return "is a multicast address";
    }
    if (high >>> 54 == 0xfe80 >>> 6) {
      return "is a link-local address, which says nothing without an interface";
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return "is an IPv4 address in IPv6 clothes";
    }
    return null;
  }

  /// Whether it is the network's own or its broadcast address, which no host has. Networks of two
  /// addresses have neither (RFC 3021, RFC 6164).
  static @Nullable String objection(IpAddress address, int prefixLength) {
    int hostBits = address.family().bits() - prefixLength;
    if (hostBits < 2) {
      return null;
    }
    byte[] bytes = address.bytes();
    boolean allZero = true;
    boolean allOne = true;
    for (int bit = prefixLength; bit < address.family().bits(); bit++) {
      boolean one = (bytes[bit >> 3] & (0x80 >> (bit & 7))) != 0;
      allZero &= !one;
      allOne &= one;
    }
    if (allZero) {
      return "is the address of the network itself";
    }
    return allOne && address instanceof Ipv4Address ? "is the network's broadcast address" : null;
  }
}
