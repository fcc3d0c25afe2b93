package io.lvsfleet.model;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All one node should be: one document per node.
///
/// @param director null for a node that is none
/// @param realServers by the cluster it serves; a node may serve several
/// @param checks this node performs
/// @param policy how its agent behaves
public record NodeState(
    NodeId node,
    @Nullable DirectorState director,
    SortedMap<ClusterId, RealServerState> realServers,
    SortedMap<CheckKey, CheckSpec> checks,
    NodePolicy policy) {

  public NodeState {
    realServers = Sorted.map(realServers);
    checks = Sorted.map(checks);
  }

  /// With the usual policy.
  public static NodeState of(
      NodeId node,
      @Nullable DirectorState director,
      SortedMap<ClusterId, RealServerState> realServers,
      SortedMap<CheckKey, CheckSpec> checks) {
    return new NodeState(node, director, realServers, checks, NodePolicy.DEFAULT);
  }

  /// A node that is in no cluster: what was ours there is undone. Not the same as "no state yet".
  public static NodeState empty(NodeId node) {
    return new NodeState(node, null, Sorted.map(), Sorted.map(), NodePolicy.DEFAULT);
  }
}
