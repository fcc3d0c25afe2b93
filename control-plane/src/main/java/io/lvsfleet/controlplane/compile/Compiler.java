package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerState;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// From topology to what every node should be.
public final class Compiler {

  private Compiler() {}

  /// What one cluster asks of its nodes, in one pass over its rows.
  public static CompiledCluster compile(ClusterTopology cluster) {
    return new ClusterCompiler(cluster).compile();
  }

  /// All that one node should be.
  public static NodeState compile(Topology topology, NodeId node) {
    return compile(
        topology, node, id -> compile(Objects.requireNonNull(topology.cluster(id), id::name)));
  }

  /// The same with clusters that have been compiled before.
  public static NodeState compile(
      Topology topology, NodeId node, Function<ClusterId, CompiledCluster> compiled) {
    DirectorState director = null;
    SortedMap<ClusterId, RealServerState> realServers = new TreeMap<>();
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    for (ClusterId id : topology.clustersOf(node)) {
      CompiledCluster.Part part = compiled.apply(id).parts().get(node);
      if (part == null) {
        continue;
      }
      if (part.director() != null) {
        director = part.director();
      }
      if (part.realServer() != null) {
        realServers.put(id, part.realServer());
      }
      checks.putAll(part.checks());
    }
    return NodeState.of(node, director, realServers, checks);
  }
}
