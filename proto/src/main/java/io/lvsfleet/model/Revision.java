package io.lvsfleet.model;

/// The number of an accepted change of one cluster: 1, 2, 3 … without gaps. 0 means "none yet".
public record Revision(long number) implements Comparable<Revision> {

  public static final Revision NONE = new Revision(0);

  public Revision {
    if (number < 0) {
      throw new IllegalArgumentException("a revision is not negative: " + number);
    }
  }

  public Revision next() {
    return new Revision(number + 1);
  }

  @Override
  public int compareTo(Revision other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
