package io.lvsfleet.agent.nft;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;

/// Everything from one value to another one: addresses, ports, one value alone.
record Span<T extends Comparable<? super T>>(T first, T last) {

  static <T extends Comparable<? super T>> Span<T> of(T value) {
    return new Span<>(value, value);
  }

  static Span<IpAddress> of(Prefix prefix) {
    byte[] bytes = prefix.address().bytes();
    for (int bit = prefix.length(); bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] |= (byte) (0x80 >> (bit & 7));
    }
    return new Span<>(prefix.address(), IpAddress.of(bytes));
  }

  static Span<IpAddress> any(AddressFamily family) {
    return of(Prefix.all(family));
  }

  /// Whether a value of this one is in the other one.
  Match in(Span<T> other) {
    if (last.compareTo(other.first) < 0 || first.compareTo(other.last) > 0) {
      return Match.NO;
    }
    return first.compareTo(other.first) >= 0 && last.compareTo(other.last) <= 0
        ? Match.YES
        : Match.SOME;
  }
}
