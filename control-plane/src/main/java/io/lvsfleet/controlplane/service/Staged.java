package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The newest revision of a cluster while it is watched on its way. A newer one ends it.
///
/// @param base the revision before
/// @param isRolledBack see [RolloutPolicy]
/// @param deadline until which it has to be verified everywhere
/// @param allowedRemovals that the revision takes from any one node, for those that are held
/// @param watched agents that were given it
/// @param held agents that are not given it yet, with what they should still be
public record Staged(
    Revision revision,
    Revision base,
    boolean isRolledBack,
    Instant deadline,
    int allowedRemovals,
    SortedSet<NodeId> watched,
    SortedMap<NodeId, Held> held) {

  public Staged {
    watched = Sorted.set(watched);
    held = Sorted.map(held);
  }

  /// @param part of the cluster; null when the node had none
  public record Held(CompiledCluster.@Nullable Part part) {}

  Staged notRolledBack() {
    return new Staged(revision, base, false, deadline, allowedRemovals, watched, held);
  }

  /// After all were given it.
  Staged released() {
    SortedSet<NodeId> all = new TreeSet<>(watched);
    all.addAll(held.keySet());
    return new Staged(revision, base, isRolledBack, deadline, allowedRemovals, all, Sorted.map());
  }
}
