package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// What agents reported of their hosts.
public record KnownNodes(SortedMap<NodeId, AgentFacts> facts) {

  public static final KnownNodes NONE = new KnownNodes(Sorted.map());

  private static final AgentFacts STRANGER =
      new AgentFacts("", "", Sorted.set(), Capabilities.UNKNOWN);

  public KnownNodes {
    facts = Sorted.map(facts);
  }

  /// Hosts of which nothing else is known.
  public static KnownNodes at(SortedMap<NodeId, SortedSet<IpAddress>> addresses) {
    SortedMap<NodeId, AgentFacts> facts = new TreeMap<>();
    addresses.forEach(
        (node, all) -> facts.put(node, new AgentFacts("", "", all, Capabilities.UNKNOWN)));
    return new KnownNodes(facts);
  }

  SortedSet<IpAddress> addresses(NodeId node) {
    return facts.getOrDefault(node, STRANGER).addresses();
  }

  Capabilities capabilities(NodeId node) {
    return facts.getOrDefault(node, STRANGER).capabilities();
  }

  /// For example `6.1.0-31-amd64`; empty when it is not known.
  String kernelRelease(NodeId node) {
    return facts.getOrDefault(node, STRANGER).kernelRelease();
  }
}
