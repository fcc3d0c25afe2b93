package io.lvsfleet.model;

/// A host that runs an agent, or a real server that is somebody else's host.
public record NodeId(String name) implements Comparable<NodeId> {

  public NodeId {
    Name.require(name);
  }

  @Override
  public int compareTo(NodeId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
