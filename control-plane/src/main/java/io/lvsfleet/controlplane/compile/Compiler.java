package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From topology to what every node should be.
public final class Compiler {

  private Compiler() {}

  /// What one cluster asks of its nodes, in one pass over its rows.
  public static CompiledCluster compile(ClusterTopology cluster) {
    return new ClusterCompiler(cluster).compile();
  }

  /// The same after a change. A small one does not cost a pass over all rows.
  ///
  /// @param compiled of `before`
  /// @param changes that make `after` of `before`
  public static CompiledCluster recompile(
      CompiledCluster compiled,
      ClusterTopology before,
      ClusterTopology after,
      List<TopologyChange> changes) {
    return ClusterRecompiler.compile(compiled, before, after, changes);
  }

  /// All that one node should be.
  public static NodeState compile(Topology topology, NodeId node) {
    return compile(
        topology, node, id -> compile(Objects.requireNonNull(topology.cluster(id), id::name)));
  }

  /// The same with clusters that have been compiled before.
  public static NodeState compile(
      Topology topology, NodeId node, Function<ClusterId, CompiledCluster> compiled) {
    return compile(node, topology.clustersOf(node), id -> compiled.apply(id).parts().get(node));
  }

  /// All that one node should be, of what each cluster asks of it.
  ///
  /// @param parts of each of the clusters; null when it asks nothing
  public static NodeState compile(
      NodeId node,
      SortedSet<ClusterId> clusters,
      Function<ClusterId, CompiledCluster.@Nullable Part> parts) {
    DirectorState director = null;
    SortedMap<ClusterId, RealServerState> realServers = new TreeMap<>();
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    NodePolicy policy = null;
    NodePolicy directorsPolicy = null;
    for (ClusterId id : clusters) {
      CompiledCluster.Part part = parts.apply(id);
      if (part == null) {
        continue;
      }
      if (part.director() != null) {
        director = part.director();
        directorsPolicy = part.policy();
      }
      if (part.realServer() != null) {
        realServers.put(id, part.realServer());
      }
      checks.putAll(part.checks());
      policy = policy == null ? part.policy() : careful(policy, part.policy());
    }
    if (directorsPolicy != null) {
      policy = directorsPolicy;
    }
    return new NodeState(
        node, director, realServers, checks, policy == null ? NodePolicy.DEFAULT : policy);
  }

  /// For a node that is a real server of several clusters: nothing is repaired where one of them
  /// wants it told, and it is looked at as often as the most curious one wants.
  private static NodePolicy careful(NodePolicy a, NodePolicy b) {
    return new NodePolicy(
        a.drift() == NodePolicy.Drift.REPORT ? a.drift() : b.drift(),
        shorter(a.driftPoll(), b.driftPoll()),
        a.statisticsInterval().isZero()
            ? b.statisticsInterval()
            : b.statisticsInterval().isZero()
                ? a.statisticsInterval()
                : shorter(a.statisticsInterval(), b.statisticsInterval()));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
