package io.lvsfleet.agent.netlink.route;

import java.util.HexFormat;

/// The 48-bit address of an Ethernet interface.
public record EtherAddress(long bits) {

  public static final int LENGTH = 6;

  /// From bytes in transmission order, for example those of `IFLA_ADDRESS`.
  public static EtherAddress of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an Ethernet address has 6 bytes, not " + bytes.length);
    }
    long bits = 0;
    for (byte b : bytes) {
      bits = (bits << 8) | (b & 0xff);
    }
    return new EtherAddress(bits);
  }

  /// A fresh array in transmission order.
  public byte[] bytes() {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(bytes());
  }
}
