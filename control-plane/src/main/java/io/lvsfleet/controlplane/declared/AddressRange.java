package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Addresses from the first to the last, both included.
public record AddressRange(IpAddress first, IpAddress last) {

  public AddressRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " to " + last + " is no range");
    }
  }

  public static AddressRange of(IpAddress address) {
    return new AddressRange(address, address);
  }

  public static AddressRange of(Prefix prefix) {
    BigInteger hostBits =
        BigInteger.ONE.shiftLeft(prefix.family().bits() - prefix.length()).subtract(BigInteger.ONE);
    return new AddressRange(
        prefix.address(), address(number(prefix.address()).add(hostBits), prefix.family()));
  }

  /// Reads an address, a network without host bits, or `FIRST-LAST`.
  public static Optional<AddressRange> tryParse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      Optional<IpAddress> first = IpAddress.tryParse(text.substring(0, dash));
      Optional<IpAddress> last = IpAddress.tryParse(text.substring(dash + 1));
      return first.isPresent()
              && last.isPresent()
              && first.get().family() == last.get().family()
              && first.get().compareTo(last.get()) <= 0
          ? Optional.of(new AddressRange(first.get(), last.get()))
          : Optional.empty();
    }
    return text.indexOf('/') >= 0
        ? Prefix.tryParse(text).map(AddressRange::of)
        : IpAddress.tryParse(text).map(AddressRange::of);
  }

  public AddressFamily family() {
    return first.family();
  }

  public boolean single() {
    return first.equals(last);
  }

  public boolean contains(IpAddress address) {
    return address.family() == family()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  public boolean overlaps(AddressRange other) {
    return family() == other.family()
        && first.compareTo(other.last) <= 0
        && other.first.compareTo(last) <= 0;
  }

  /// The fewest networks that make it up, at most two for each bit of an address.
  public List<Prefix> prefixes() {
    int bits = family().bits();
    BigInteger next = number(first);
    BigInteger end = number(last);
    List<Prefix> prefixes = new ArrayList<>();
    while (next.compareTo(end) <= 0) {
      int hostBits = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
      while (next.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE).compareTo(end)
          > 0) {
        hostBits--;
      }
      prefixes.add(new Prefix(address(next, family()), bits - hostBits));
      next = next.add(BigInteger.ONE.shiftLeft(hostBits));
    }
    return prefixes;
  }

  private static BigInteger number(IpAddress address) {
    return new BigInteger(1, address.bytes());
  }

  private static IpAddress address(BigInteger number, AddressFamily family) {
    byte[] bytes = new byte[family.bits() / 8];
    byte[] magnitude = number.toByteArray();
    int copied = Math.min(bytes.length, magnitude.length);
    System.arraycopy(magnitude, magnitude.length - copied, bytes, bytes.length - copied, copied);
    return IpAddress.of(bytes);
  }

  /// An address or a network where it is one, else `FIRST-LAST`.
  @Override
  public String toString() {
    if (single()) {
      return first.toString();
    }
    List<Prefix> prefixes = prefixes();
    return prefixes.size() == 1 ? prefixes.getFirst().toString() : first + "-" + last;
  }
}
