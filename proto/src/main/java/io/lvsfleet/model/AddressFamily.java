package io.lvsfleet.model;

/// An address family. The numbers are Linux's `AF_INET` and `AF_INET6` (`bits/socket.h`).
public enum AddressFamily {
  IPV4(2, 32),
  IPV6(10, 128);

  private final int number;
  private final int bits;

  AddressFamily(int number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  public int number() {
    return number;
  }

  /// Bits of an address: 32 or 128.
  public int bits() {
    return bits;
  }
}
