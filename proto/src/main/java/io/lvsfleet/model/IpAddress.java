package io.lvsfleet.model;

import java.util.Optional;

/// An IPv4 or IPv6 address. Ordered: IPv4 first, then numerically.
///
/// Never resolves names: [#parse] takes literals only.
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address, Ipv6Address {

  /// Reads a literal, for example `10.0.0.1` or `fd00::1`.
  ///
  /// @throws IllegalArgumentException when the text is not an address literal
  static IpAddress parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("\"" + text + "\" is not an IPv4 or IPv6 address"));
  }

  /// Reads a literal; empty when the text is none.
  static Optional<IpAddress> tryParse(String text) {
    return text.indexOf(':') >= 0
        ? Ipv6Address.tryParse(text).map(address -> address)
        : Ipv4Address.tryParse(text).map(address -> address);
  }

  /// From 4 or 16 bytes in network order.
  ///
  /// @throws IllegalArgumentException for any other length
  static IpAddress of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> Ipv4Address.of(bytes);
      case 16 -> Ipv6Address.of(bytes);
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  AddressFamily family();

  /// 4 or 16 bytes in network order; a fresh array.
  byte[] bytes();

  /// 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 section 2.7).
  default boolean isMulticast() {
    int first = bytes()[0] & 0xff;
    return family() == AddressFamily.IPV4 ? (first & 0xf0) == 0xe0 : first == 0xff;
  }

  /// Whether both addresses lie in one network of this prefix length.
  default boolean sameNetwork(IpAddress other, int prefixLength) {
    if (family() != other.family()) {
      return false;
    }
    byte[] a = bytes();
    byte[] b = other.bytes();
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >> (bit & 7);
      if (((a[bit >> 3] ^ b[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /// The text form with a port, as `ipvsadm` writes it: `10.0.0.1:80`, `[fd00::1]:80`.
  default String withPort(int port) {
    return family() == AddressFamily.IPV4 ? this + ":" + port : "[" + this + "]:" + port;
  }

  @Override
  default int compareTo(IpAddress other) {
    return switch (this) {
      case Ipv4Address a ->
          other instanceof Ipv4Address b ? Integer.compareUnsigned(a.bits(), b.bits()) : -1;
      case Ipv6Address a ->
          other instanceof Ipv6Address b
              ? a.high() == b.high()
                  ? Long.compareUnsigned(a.low(), b.low())
                  : Long.compareUnsigned(a.high(), b.high())
              : 1;
    };
  }
}
