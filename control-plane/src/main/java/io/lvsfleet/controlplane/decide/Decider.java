package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DocumentEdit;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.reconcile.RemovalGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides what a command means. Changes nothing.
public final class Decider {

  private Decider() {}

  /// The same without anything compiled before.
  public static Decision decide(Topology topology, Command command, KnownNodes knownNodes) {
    return decide(
        topology,
        Compiler.compile(topology.clusterOrEmpty(command.cluster())),
        command,
        knownNodes);
  }

  /// @param compiled the command's cluster as it is
  public static Decision decide(
      Topology topology, CompiledCluster compiled, Command command, KnownNodes knownNodes) {
    return switch (command) {
      case Command.PutCluster put ->
          put(
              topology,
              compiled,
              put.cluster(),
              examined(topology, put.cluster(), put.document(), knownNodes),
              put.confirmedRemovals());
      case Command.PutObject put ->
          put(
              topology,
              compiled,
              put.cluster(),
              examined(topology, put, knownNodes),
              put.confirmedRemovals());
      case Command.HandOver order ->
          put(topology, compiled, order.cluster(), ordered(topology, order), 0);
      case Command.DeleteCluster delete -> delete(topology, compiled, delete);
    };
  }

  /// The order is named by the revision it comes with: no other one ever has that name.
  private static Examined ordered(Topology topology, Command.HandOver order) {
    ClusterTopology before = topology.clusterOrEmpty(order.cluster());
    AllocatedSettings settings = before.settings().value();
    if (settings.allocated().vrrp() == null || !before.directors().contains(order.from())) {
      throw new IllegalArgumentException(order.from() + " does not fail over");
    }
    Handover handover = new Handover(order.from(), "handover-" + before.revision().next());
    return new Examined(
        List.of(),
        List.of(),
        List.of(
            new TopologyChange.PutSettings(
                order.cluster(),
                new AllocatedSettings(
                    settings.declared(), settings.allocated().withHandover(handover)))));
  }

  /// What is wrong with what is wanted, and the rows that would change.
  private record Examined(
      List<Violation> violations, List<Violation> warnings, List<TopologyChange> rows) {}

  private static Examined examined(
      Topology topology, Command.PutObject put, KnownNodes knownNodes) {
    ClusterTopology before = topology.clusterOrEmpty(put.cluster());
    List<TopologyChange> rows = Tuning.rows(before, put);
    return rows != null
        ? new Examined(List.of(), List.of(), rows)
        : examined(
            topology,
            put.cluster(),
            DocumentEdit.with(before.document(), put.path(), put.fragment()),
            knownNodes);
  }

  private static Examined examined(
      Topology topology, ClusterId cluster, ClusterDocument document, KnownNodes knownNodes) {
    Findings findings = Rules.examine(topology, cluster, document, Damage.NONE, knownNodes);
    return new Examined(
        findings.violations(),
        findings.warnings(),
        findings.violations().isEmpty()
            ? Differences.between(topology.clusterOrEmpty(cluster), document, findings)
            : List.of());
  }

  private static Decision put(
      Topology topology,
      CompiledCluster compiled,
      ClusterId cluster,
      Examined examined,
      int confirmed) {
    if (!examined.violations().isEmpty()) {
      return new Decision.Rejected(examined.violations());
    }
    ClusterTopology before = topology.clusterOrEmpty(cluster);
    List<TopologyChange> rows = examined.rows();
    if (rows.isEmpty() && topology.cluster(cluster) != null) {
      return new Decision.Unchanged(examined.warnings());
    }
    Revision revision = before.revision().next();
    List<TopologyChange> changes = new ArrayList<>(rows.size() + 1);
    changes.add(new TopologyChange.OpenRevision(cluster, revision));
    changes.addAll(rows);
    Topology next = topology.apply(changes);
    ClusterTopology after = next.clusterOrEmpty(cluster);
    CompiledCluster compiledAfter = Compiler.recompile(compiled, before, after, changes);
    SortedSet<NodeId> touched = compiled.differences(compiledAfter);
    int removals = removals(compiled, compiledAfter, touched);
    Decision confirmation =
        removals == 0
            ? null
            : confirmation(
                compiled, compiledAfter, touched, confirmed, () -> Removed.objects(before, after));
    return confirmation != null
        ? confirmation
        : new Decision.Accepted(
            revision, changes, next, touched, compiledAfter, removals, examined.warnings());
  }

  /// The most any node loses. It was found harmless here or has been confirmed, so that no agent
  /// has to doubt it again.
  private static int removals(
      CompiledCluster before, CompiledCluster after, SortedSet<NodeId> touched) {
    return touched.stream()
        .mapToInt(node -> Losses.count(state(before, node), state(after, node)))
        .max()
        .orElse(0);
  }

  /// Null when nothing has to be confirmed.
  private static @Nullable Decision confirmation(
      CompiledCluster before,
      CompiledCluster after,
      SortedSet<NodeId> touched,
      int confirmed,
      Supplier<List<String>> removedObjects) {
    for (NodeId node : touched) {
      NodeState was = state(before, node);
      NodeState willBe = state(after, node);
      Optional<String> refusal = RemovalGuard.refusal(was, willBe, confirmed);
      if (refusal.isPresent()) {
        return new Decision.NeedsConfirmation(
            RemovalGuard.removals(was, willBe).total(), refusal.get(), removedObjects.get());
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

  private static Decision delete(
      Topology topology, CompiledCluster compiled, Command.DeleteCluster delete) {
    ClusterTopology before = topology.cluster(delete.cluster());
    if (before == null) {
      return new Decision.Unchanged(List.of());
    }
    Revision revision = before.revision().next();
    SortedSet<NodeId> touched = compiled.differences(CompiledCluster.EMPTY);
    List<TopologyChange> changes =
        List.of(new TopologyChange.RemoveCluster(delete.cluster(), revision));
    return new Decision.Accepted(
        revision,
        changes,
        topology.apply(changes),
        touched,
        CompiledCluster.EMPTY,
        removals(compiled, CompiledCluster.EMPTY, touched),
        List.of());
  }
}
