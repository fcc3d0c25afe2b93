package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.SortedSet;

/// What an agent says of its host when it connects.
///
/// @param addresses of global scope, without those it was told to hold
/// @param capabilities what its kernel and tools can do
/// @param bootId of its kernel; empty when it did not say
public record AgentFacts(
    String programVersion,
    String kernelRelease,
    SortedSet<IpAddress> addresses,
    Capabilities capabilities,
    String bootId) {

  public AgentFacts {
    addresses = Sorted.set(addresses);
  }

  /// Of an agent that does not name its boot.
  public AgentFacts(
      String programVersion,
      String kernelRelease,
      SortedSet<IpAddress> addresses,
      Capabilities capabilities) {
    this(programVersion, kernelRelease, addresses, capabilities, "");
  }

  /// Whether its host was started anew in between.
  public boolean rebootedSince(AgentFacts earlier) {
    return !bootId.isEmpty() && !earlier.bootId.isEmpty() && !bootId.equals(earlier.bootId);
  }
}
