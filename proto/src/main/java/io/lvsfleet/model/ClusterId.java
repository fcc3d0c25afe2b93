package io.lvsfleet.model;

/// A cluster of directors that share virtual IPs.
public record ClusterId(String name) implements Comparable<ClusterId> {

  public ClusterId {
    Name.require(name);
  }

  @Override
  public int compareTo(ClusterId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
