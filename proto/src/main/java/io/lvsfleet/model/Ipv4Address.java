package io.lvsfleet.model;

import java.util.Optional;

/// An IPv4 address as 32 bits.
public record Ipv4Address(int bits) implements IpAddress {

  static Ipv4Address of(byte[] b) {
    return new Ipv4Address(
        ((b[0] & 0xff) << 24) | ((b[1] & 0xff) << 16) | ((b[2] & 0xff) << 8) | (b[3] & 0xff));
  }

  /// Strict dotted quad: four decimal numbers without leading zeros, because `010` is eight to some
  /// programs and ten to others.
  static Optional<Ipv4Address> tryParse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    int bits = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return Optional.empty();
      }
      bits = (bits << 8) | Integer.parseInt(part);
    }
    return Optional.of(new Ipv4Address(bits));
  }

  @Override
  public AddressFamily family() {
    return AddressFamily.IPV4;
  }

  @Override
  public byte[] bytes() {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + ((bits >>> 16) & 0xff)
        + "."
        + ((bits >>> 8) & 0xff)
        + "."
        + (bits & 0xff);
  }
}
