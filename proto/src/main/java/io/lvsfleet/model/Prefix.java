package io.lvsfleet.model;

import java.util.Comparator;
import java.util.Optional;

/// A network, for example `192.168.7.0/24`; host bits are zero.
public record Prefix(IpAddress address, int length) implements Comparable<Prefix> {

  private static final Comparator<Prefix> ORDER =
      Comparator.comparing(Prefix::address).thenComparingInt(Prefix::length);

  public Prefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException(
          "a prefix length of "
              + address
              + " is 0 to "
              + address.family().bits()
              + ", not "
              + length);
    }
    if (!address.equals(network(address, length))) {
      throw new IllegalArgumentException(
          address + "/" + length + " has host bits; the network is " + network(address, length));
    }
  }

  /// The network an address lies in.
  public static Prefix of(IpAddress address, int length) {
    return new Prefix(network(address, length), length);
  }

  /// The single address as a network.
  public static Prefix host(IpAddress address) {
    return new Prefix(address, address.family().bits());
  }

  /// Every address of a family: `0.0.0.0/0`, `::/0`.
  public static Prefix all(AddressFamily family) {
    return new Prefix(IpAddress.of(new byte[family.bits() / 8]), 0);
  }

  /// Reads `192.168.7.0/24`; empty when the text is no network or has host bits.
  public static Optional<Prefix> tryParse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.tryParse(text.substring(0, slash))
        .filter(address -> length <= address.family().bits())
        .filter(address -> address.equals(network(address, length)))
        .map(address -> new Prefix(address, length));
  }

  /// @throws IllegalArgumentException when the text is none
  public static Prefix parse(String text) {
    return tryParse(text)
        .orElseThrow(() ->
            new IllegalArgumentException("\"" + text + "\" is not a network without host bits"));
  }

  public boolean contains(IpAddress other) {
    return address.sameNetwork(other, length);
  }

  public AddressFamily family() {
    return address.family();
  }

  private static IpAddress network(IpAddress address, int length) {
    byte[] bytes = address.bytes();
    for (int bit = Math.max(0, length); bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
    }
    return IpAddress.of(bytes);
  }

  @Override
  public int compareTo(Prefix other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }
}
