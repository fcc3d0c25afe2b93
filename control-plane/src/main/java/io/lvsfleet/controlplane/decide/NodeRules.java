package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.NodeId;
import java.util.List;

/// Hosts: their addresses and their parts in clusters.
final class NodeRules {

  private NodeRules() {}

  static void examine(Examination on) {
    on.document
        .nodes()
        .forEach((id, node) ->
            node.addresses()
                .forEach((label, address) -> {
                  String objection = Unicast.objection(address);
                  if (objection != null) {
                    on.violation(
                        Rule.USABLE_ADDRESS,
                        Pointer.of("nodes", id.name(), "addresses", label),
                        address + " " + objection);
                  }
                }));
    List<DeclaredMember> members = on.document.members();
    for (int i = 0; i < members.size(); i++) {
      director(on, members.get(i).node(), Pointer.of("directors", "members").then(i).then("node"));
    }
  }

  private static void director(Examination on, NodeId node, Pointer at) {
    if (!on.document.hasAgent(node)) {
      on.violation(
          Rule.DIRECTOR_NEEDS_AGENT, at, node + " is a director but declared without an agent");
    }
    for (ClusterTopology other : on.otherClusters()) {
      if (other.directors().contains(node)) {
        on.violation(
            Rule.DIRECTOR_IN_ONE_CLUSTER,
            at,
            node + " is a director of cluster " + other.id() + " already");
      }
    }
  }
}
