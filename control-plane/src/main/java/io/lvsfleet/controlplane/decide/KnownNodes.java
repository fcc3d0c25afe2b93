package io.lvsfleet.controlplane.decide;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import java.util.SortedSet;

/// The addresses agents reported of their hosts.
public record KnownNodes(SortedMap<NodeId, SortedSet<IpAddress>> addresses) {

  public static final KnownNodes NONE = new KnownNodes(Sorted.map());

  public KnownNodes {
    addresses = Sorted.map(addresses);
  }

  SortedSet<IpAddress> of(NodeId node) {
    return addresses.getOrDefault(node, Sorted.set());
  }
}
