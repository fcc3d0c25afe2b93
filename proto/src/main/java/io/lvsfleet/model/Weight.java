package io.lvsfleet.model;

/// A real server's weight, 0 to 65535 (the range of `ipvsadm -w`). 0 is quiesced: no new
/// connections, established ones go on.
public record Weight(int value) {

  public static final int MAX = 65_535;
  public static final Weight ZERO = new Weight(0);
  public static final Weight ONE = new Weight(1);

  public Weight {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("a weight is 0 to 65535, not " + value);
    }
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
