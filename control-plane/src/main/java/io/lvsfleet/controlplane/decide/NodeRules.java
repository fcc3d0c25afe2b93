package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    realServers(on);
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
      if (other.realServerAgents().contains(node)) {
        on.violation(
            Rule.DIRECTOR_IS_NOT_A_REAL_SERVER,
            at,
            node + " is a real server of cluster " + other.id());
      }
    }
  }

  private static void realServers(Examination on) {
    on.document.services().forEach((name, service) -> examineServers(on, name, service));
  }

  static void examineServers(Examination on, String service, DeclaredService declared) {
    Set<NodeId> own = new HashSet<>();
    on.document.members().forEach(member -> own.add(member.node()));
    Set<NodeId> elsewhere = new HashSet<>();
    on.otherClusters().forEach(cluster -> elsewhere.addAll(cluster.directors()));
    declared
        .realServers()
        .forEach((name, server) -> realServer(on, service, name, server, own, elsewhere));
  }

  private static void realServer(
      Examination on,
      String service,
      String name,
      DeclaredRealServer server,
      Set<NodeId> own,
      Set<NodeId> elsewhere) {
    NodeId node = server.node();
    if (node != null && (own.contains(node) || elsewhere.contains(node))) {
      on.violation(
          Rule.DIRECTOR_IS_NOT_A_REAL_SERVER,
          Pointer.of("virtualServices", service, "realServers", name, "node"),
          node
              + " is a director of "
              + (own.contains(node) ? "this cluster" : "another cluster")
              + "; being a real server as well is not supported in this version");
    }
  }
}
