package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Port;

/// Ports from the first to the last, both included.
public record PortRange(int first, int last) {

  public PortRange {
    if (Port.require(first) < 1 || first > Port.require(last)) {
      throw new IllegalArgumentException(first + " to " + last + " is no port range");
    }
  }

  public boolean overlaps(PortRange other) {
    return first <= other.last && other.first <= last;
  }

  /// `80` or `8000-8099`.
  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
