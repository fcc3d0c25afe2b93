package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.SortedSet;

/// Objects that are in the text of a document but could not be read, so that a reference to one of
/// them is not reported as a second mistake.
public record Damage(SortedSet<String> virtualIps, SortedSet<NodeId> nodes) {

  public static final Damage NONE = new Damage(Sorted.set(), Sorted.set());

  public Damage {
    virtualIps = Sorted.set(virtualIps);
    nodes = Sorted.set(nodes);
  }
}
