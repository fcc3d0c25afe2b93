package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.compile.OverrideCompiler;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All that is known at one moment, compiled.
///
/// @param knownNodes the addresses in `stored.agents`
record Image(
    StoredTopology stored, SortedMap<ClusterId, CompiledCluster> compiled, KnownNodes knownNodes) {

  Image {
    compiled = Sorted.map(compiled);
  }

  static Image of(StoredTopology stored) {
    SortedMap<ClusterId, CompiledCluster> compiled = new TreeMap<>();
    stored.topology().clusters().forEach((id, c) -> compiled.put(id, Compiler.compile(c)));
    return new Image(stored, compiled, knownNodes(stored.agents()));
  }

  Topology topology() {
    return stored.topology();
  }

  NodeRevision nodeRevision(NodeId node) {
    return stored.nodeRevisions().getOrDefault(node, NodeRevision.NONE);
  }

  private static KnownNodes knownNodes(SortedMap<NodeId, KnownAgent> agents) {
    SortedMap<NodeId, AgentFacts> facts = new TreeMap<>();
    agents.forEach((node, agent) -> facts.put(node, agent.facts()));
    return new KnownNodes(facts);
  }

  CompiledCluster compiled(ClusterId id) {
    return compiled.getOrDefault(id, CompiledCluster.EMPTY);
  }

  Desired desired(NodeId node) {
    NodeRevision revision = nodeRevision(node);
    SortedMap<ClusterId, Revision> clusters = new TreeMap<>();
    SortedSet<ClusterId> asking = asking(topology(), node);
    asking.forEach(id -> clusters.put(id, revision(id, node)));
    return new Desired(
        new Stamp(stored.incarnation(), revision.number(), clusters),
        Compiler.compile(node, asking, id -> part(id, node)),
        revision.allowedRemovals());
  }

  /// The clusters that ask something of a node, or would if it were its turn.
  private SortedSet<ClusterId> asking(Topology topology, NodeId node) {
    SortedSet<ClusterId> clusters = new TreeSet<>(topology.clustersOf(node));
    stored
        .staged()
        .forEach((id, staged) -> {
          if (staged.held().containsKey(node)) {
            clusters.add(id);
          }
        });
    return clusters;
  }

  private @Nullable Staged holding(ClusterId id, NodeId node) {
    Staged staged = stored.staged().get(id);
    return staged != null && staged.held().containsKey(node) ? staged : null;
  }

  boolean isHeld(ClusterId id, NodeId node) {
    return holding(id, node) != null;
  }

  Overrides overrides() {
    return stored.overrides();
  }

  /// What a cluster asks of a node now, with all that is overridden; null when nothing.
  CompiledCluster.@Nullable Part part(ClusterId id, NodeId node) {
    return overridden(topology(), id, node, declaredPart(id, node));
  }

  private CompiledCluster.@Nullable Part overridden(
      Topology topology, ClusterId id, NodeId node, CompiledCluster.@Nullable Part part) {
    ClusterTopology cluster = topology.cluster(id);
    return cluster == null || part == null || part.director() == null
        ? part
        : OverrideCompiler.with(node, part, cluster, overrides().concerning(cluster));
  }

  /// What a cluster's document asks of a node now; null when nothing.
  CompiledCluster.@Nullable Part declaredPart(ClusterId id, NodeId node) {
    Staged staged = holding(id, node);
    return staged == null
        ? compiled(id).parts().get(node)
        : Objects.requireNonNull(staged.held().get(node)).part();
  }

  private Revision revision(ClusterId id, NodeId node) {
    Staged staged = holding(id, node);
    return staged == null ? topology().clusterOrEmpty(id).revision() : staged.base();
  }

  /// What a node should be after a change of a cluster.
  NodeState state(NodeId node, ClusterId changed, Decision.Accepted accepted) {
    return Compiler.compile(
        node,
        asking(accepted.next(), node),
        id ->
            id.equals(changed)
                ? overridden(accepted.next(), id, node, accepted.after().parts().get(node))
                : part(id, node));
  }

  SortedSet<NodeId> directorsOf(NodeId realServerNode) {
    SortedSet<NodeId> directors = new TreeSet<>();
    for (ClusterId id : topology().clustersOf(realServerNode)) {
      directors.addAll(
          compiled
              .getOrDefault(id, CompiledCluster.EMPTY)
              .witnesses()
              .getOrDefault(realServerNode, Sorted.set()));
    }
    return directors;
  }

  /// The image after a commit.
  Image after(Commit commit, Decision.Accepted accepted) {
    SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>(stored.nodeRevisions());
    nodeRevisions.putAll(commit.touched());
    Topology topology = accepted.next();
    SortedMap<ClusterId, CompiledCluster> newCompiled = new TreeMap<>(compiled);
    if (topology.cluster(commit.cluster()) == null) {
      newCompiled.remove(commit.cluster());
    } else {
      newCompiled.put(commit.cluster(), accepted.after());
    }
    SortedMap<ClusterId, Staged> staged = new TreeMap<>(stored.staged());
    put(staged, commit.cluster(), commit.staged());
    return new Image(
        new StoredTopology(
            stored.image() + 1,
            stored.incarnation(),
            topology,
            topology.cluster(commit.cluster()) == null
                ? overrides().withoutCluster(commit.cluster())
                : overrides(),
            nodeRevisions,
            stored.agents(),
            staged),
        newCompiled,
        knownNodes);
  }

  /// The image after a step of a watched revision.
  Image after(StageCommit commit) {
    SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>(stored.nodeRevisions());
    nodeRevisions.putAll(commit.released());
    SortedMap<ClusterId, Staged> staged = new TreeMap<>(stored.staged());
    put(staged, commit.cluster(), commit.next());
    return new Image(
        new StoredTopology(
            stored.image() + 1,
            stored.incarnation(),
            stored.topology(),
            overrides(),
            nodeRevisions,
            stored.agents(),
            staged),
        compiled,
        knownNodes);
  }

  /// The image after a change of an override.
  ///
  /// @param touched the new revisions of the directors that have to hear of it
  Image with(Overrides overrides, SortedMap<NodeId, NodeRevision> touched) {
    SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>(stored.nodeRevisions());
    nodeRevisions.putAll(touched);
    return new Image(
        new StoredTopology(
            stored.image() + 1,
            stored.incarnation(),
            stored.topology(),
            overrides,
            nodeRevisions,
            stored.agents(),
            stored.staged()),
        compiled,
        knownNodes);
  }

  private static void put(
      SortedMap<ClusterId, Staged> all, ClusterId cluster, @Nullable Staged staged) {
    if (staged == null) {
      all.remove(cluster);
    } else {
      all.put(cluster, staged);
    }
  }

  Image withAgent(NodeId node, KnownAgent agent) {
    SortedMap<NodeId, KnownAgent> agents = new TreeMap<>(stored.agents());
    agents.put(node, agent);
    return new Image(
        new StoredTopology(
            stored.image(),
            stored.incarnation(),
            stored.topology(),
            stored.overrides(),
            stored.nodeRevisions(),
            agents,
            stored.staged()),
        compiled,
        knownNodes(agents));
  }
}
