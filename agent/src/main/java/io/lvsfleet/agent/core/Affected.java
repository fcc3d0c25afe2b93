package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which virtual services have to be judged again, because of what became known in one step.
final class Affected {

  private boolean all;
  private final Set<String> services = new HashSet<>();
  private final Set<NodeId> nodes = new HashSet<>();
  private @Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted;

  void all() {
    all = true;
  }

  /// A check of our own has another verdict.
  void check(CheckKey key) {
    services.add(key.service());
  }

  /// A real server's agent said something, or fell silent.
  void node(NodeId node) {
    nodes.add(node);
  }

  /// Connections were counted, for what drains.
  void counted(SortedMap<VirtualServiceKey, ServiceStatistics> statistics) {
    counted = statistics;
  }

  @Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted() {
    return counted;
  }

  boolean isAll() {
    return all;
  }

  boolean isEmpty() {
    return !all && services.isEmpty() && nodes.isEmpty() && counted == null;
  }

  boolean affects(ServiceSpec service) {
    return all
        || services.contains(service.name())
        || (!nodes.isEmpty() && Verdicts.restsOn(service, nodes));
  }

  /// What this director itself asks of the real servers on a node.
  static SortedSet<CheckKey> ownChecksOf(NodeState state, NodeId node) {
    SortedSet<CheckKey> keys = new TreeSet<>();
    DirectorState director = state.director();
    if (director != null) {
      for (ServiceSpec service : director.services().values()) {
        for (RealServerSpec server : service.realServers().values()) {
          if (server.gate() != null && server.gate().node().equals(node)) {
            keys.addAll(server.ownChecks());
          }
        }
      }
    }
    return keys;
  }
}
