package io.lvsfleet.controlplane.compile;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one cluster asks of each of its nodes.
///
/// @param witnesses per real-server node the directors that use what it reports
public record CompiledCluster(
    SortedMap<NodeId, Part> parts, SortedMap<NodeId, SortedSet<NodeId>> witnesses) {

  public static final CompiledCluster EMPTY = new CompiledCluster(Sorted.map(), Sorted.map());

  public CompiledCluster {
    parts = Sorted.map(parts);
    witnesses = Sorted.map(witnesses);
  }

  /// One node's part.
  ///
  /// @param director null when it is none here
  /// @param realServer null when it is none here
  /// @param policy how its agent behaves, as far as this cluster is asked
  public record Part(
      @Nullable DirectorState director,
      @Nullable RealServerState realServer,
      SortedMap<CheckKey, CheckSpec> checks,
      NodePolicy policy) {
    public Part {
      checks = Sorted.map(checks);
    }
  }

  /// The nodes to which both ask different things.
  public SortedSet<NodeId> differences(CompiledCluster other) {
    SortedSet<NodeId> all = new TreeSet<>(parts.keySet());
    all.addAll(other.parts.keySet());
    all.removeIf(node -> java.util.Objects.equals(parts.get(node), other.parts.get(node)));
    return all;
  }
}
