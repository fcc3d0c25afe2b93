package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.SortedSet;

/// What an agent says of its host when it connects.
///
/// @param addresses of global scope, without those it was told to hold
/// @param capabilities what its kernel and tools can do
public record AgentFacts(
    String programVersion,
    String kernelRelease,
    SortedSet<IpAddress> addresses,
    Capabilities capabilities) {

  public AgentFacts {
    addresses = Sorted.set(addresses);
  }
}
