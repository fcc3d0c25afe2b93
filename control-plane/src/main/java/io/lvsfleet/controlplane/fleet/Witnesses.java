package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import java.util.SortedSet;
import java.util.TreeSet;

/// Whose reports a node's state rests on. Pure.
final class Witnesses {

  private Witnesses() {}

  static SortedSet<NodeId> of(NodeState state) {
    SortedSet<NodeId> nodes = new TreeSet<>();
    if (state.director() != null) {
      for (ServiceSpec service : state.director().services().values()) {
        for (RealServerSpec realServer : service.realServers().values()) {
          add(nodes, realServer);
        }
        if (service.health().sorry() != null) {
          add(nodes, service.health().sorry().server());
        }
      }
    }
    return nodes;
  }

  private static void add(SortedSet<NodeId> nodes, RealServerSpec realServer) {
    if (realServer.gate() != null) {
      nodes.add(realServer.gate().node());
    }
  }
}
