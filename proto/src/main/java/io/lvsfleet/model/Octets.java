package io.lvsfleet.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes of a probe: what is sent, or has to come back. A value, unlike an array.
///
/// @param hex two lower-case digits a byte
public record Octets(String hex) {

  /// What one probe may send or compare.
  public static final int MAX_LENGTH = 4096;

  public static final Octets NONE = new Octets("");

  public Octets {
    hex = HexFormat.of().formatHex(HexFormat.of().parseHex(hex));
    if (hex.length() > 2 * MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a probe sends and compares at most 4096 bytes, not " + hex.length() / 2);
    }
  }

  public static Octets of(byte[] bytes) {
    return new Octets(HexFormat.of().formatHex(bytes));
  }

  public static Octets utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A fresh array.
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  public int length() {
    return hex.length() / 2;
  }

  public boolean isEmpty() {
    return hex.isEmpty();
  }

  @Override
  public String toString() {
    return hex;
  }
}
