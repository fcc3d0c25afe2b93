package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;

/// What directors that fail over got beside their document.
///
/// @param virtualRouterId the written one, or one that no other cluster on the network has
/// @param addresses by which directors reach each other by unicast; empty for multicast
public record AllocatedVrrp(int virtualRouterId, SortedMap<NodeId, IpAddress> addresses) {

  public AllocatedVrrp {
    addresses = Sorted.map(addresses);
  }
}
