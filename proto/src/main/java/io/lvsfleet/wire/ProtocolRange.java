package io.lvsfleet.wire;

import java.util.OptionalInt;

/// The versions of the session protocol a program speaks. A new version is needed only when an old
/// peer would misunderstand; a new field it may ignore needs none.
public record ProtocolRange(int min, int max) {

  public static final ProtocolRange OURS = new ProtocolRange(1, 1);

  public ProtocolRange {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "a protocol range needs 1 <= min <= max, not " + min + " to " + max);
    }
  }

  /// What the peer said of itself.
  public static ProtocolRange decode(Field at, int min, int max) throws WireException {
    return at.read(
        Integer.toUnsignedString(min) + " to " + Integer.toUnsignedString(max),
        () -> new ProtocolRange(min, max));
  }

  public OptionalInt highestCommon(ProtocolRange other) {
    int common = Math.min(max, other.max);
    return common >= Math.max(min, other.min) ? OptionalInt.of(common) : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return min == max ? Integer.toString(min) : min + " to " + max;
  }
}
