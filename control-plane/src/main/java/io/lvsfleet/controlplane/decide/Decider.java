package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.reconcile.RemovalGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Decides what a command means. Changes nothing.
public final class Decider {

  private Decider() {}

  public static Decision decide(Topology topology, Command command, KnownNodes knownNodes) {
    return switch (command) {
      case Command.PutCluster put -> put(topology, put, knownNodes);
      case Command.DeleteCluster delete -> delete(topology, delete);
    };
  }

  private static Decision put(Topology topology, Command.PutCluster put, KnownNodes knownNodes) {
    Findings findings =
        Rules.examine(topology, put.cluster(), put.document(), Damage.NONE, knownNodes);
    if (!findings.violations().isEmpty()) {
      return new Decision.Rejected(findings.violations());
    }
    ClusterTopology before = topology.clusterOrEmpty(put.cluster());
    List<TopologyChange> rows = Differences.between(before, put.document(), findings.addresses());
    if (rows.isEmpty() && topology.cluster(put.cluster()) != null) {
      return new Decision.Unchanged(findings.warnings());
    }
    Revision revision = before.revision().next();
    List<TopologyChange> changes = new ArrayList<>(rows.size() + 1);
    changes.add(new TopologyChange.OpenRevision(put.cluster(), revision));
    changes.addAll(rows);
    Topology next = topology.apply(changes);
    CompiledCluster compiledBefore = Compiler.compile(before);
    CompiledCluster compiledAfter = Compiler.compile(next.clusterOrEmpty(put.cluster()));
    SortedSet<NodeId> touched = compiledBefore.differences(compiledAfter);
    Decision confirmation =
        confirmation(
            compiledBefore,
            compiledAfter,
            touched,
            put.confirmedRemovals(),
            Removed.objects(before, put.document()));
    return confirmation != null
        ? confirmation
        : new Decision.Accepted(
            revision,
            changes,
            touched,
            compiledAfter,
            removals(compiledBefore, compiledAfter, touched),
            findings.warnings());
  }

  /// The most any node loses. It was found harmless here or has been confirmed, so that no agent
  /// has to doubt it again.
  private static int removals(
      CompiledCluster before, CompiledCluster after, SortedSet<NodeId> touched) {
    return touched.stream()
        .mapToInt(node -> RemovalGuard.removals(state(before, node), state(after, node)).total())
        .max()
        .orElse(0);
  }

  /// Null when nothing has to be confirmed.
  private static @Nullable Decision confirmation(
      CompiledCluster before,
      CompiledCluster after,
      SortedSet<NodeId> touched,
      int confirmed,
      List<String> removedObjects) {
    for (NodeId node : touched) {
      NodeState was = state(before, node);
      NodeState willBe = state(after, node);
      Optional<String> refusal = RemovalGuard.refusal(was, willBe, confirmed);
      if (refusal.isPresent()) {
        return new Decision.NeedsConfirmation(
            RemovalGuard.removals(was, willBe).total(), refusal.get(), removedObjects);
      }
    }
    return null;
  }

  private static NodeState state(CompiledCluster cluster, NodeId node) {
    CompiledCluster.Part part = cluster.parts().get(node);
    return part == null
        ? NodeState.empty(node)
        : NodeState.of(node, part.director(), NodeState.empty(node).realServers(), part.checks());
  }

  private static Decision delete(Topology topology, Command.DeleteCluster delete) {
    ClusterTopology before = topology.cluster(delete.cluster());
    if (before == null) {
      return new Decision.Unchanged(List.of());
    }
    Revision revision = before.revision().next();
    CompiledCluster compiledBefore = Compiler.compile(before);
    SortedSet<NodeId> touched = compiledBefore.differences(CompiledCluster.EMPTY);
    return new Decision.Accepted(
        revision,
        List.of(new TopologyChange.RemoveCluster(delete.cluster(), revision)),
        touched,
        CompiledCluster.EMPTY,
        removals(compiledBefore, CompiledCluster.EMPTY, touched),
        List.of());
  }
}
