package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.compile.OverrideCompiler;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.KnownNodes;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// All that is known at one moment, compiled.
///
/// @param compiled of the documents
/// @param overridden the same with the overrides, of those clusters that any concerns
/// @param knownNodes the addresses in `stored.agents`
record Image(
    StoredTopology stored,
    SortedMap<ClusterId, CompiledCluster> compiled,
    SortedMap<ClusterId, CompiledCluster> overridden,
    KnownNodes knownNodes) {

  private static final CompiledCluster EMPTY = CompiledCluster.EMPTY;

  Image {
    compiled = Sorted.map(compiled);
    overridden = Sorted.map(overridden);
  }

  static Image of(StoredTopology stored) {
    SortedMap<ClusterId, CompiledCluster> compiled = new TreeMap<>();
    stored.topology().clusters().forEach((id, c) -> compiled.put(id, Compiler.compile(c)));
    SortedMap<ClusterId, CompiledCluster> overridden =
        overridden(
            Sorted.map(),
            stored.topology(),
            stored.overrides(),
            compiled,
            stored.topology().clusters().keySet());
    return new Image(stored, compiled, overridden, knownNodes(stored.agents()));
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
    return compiled.getOrDefault(id, EMPTY);
  }

  Overrides overrides() {
    return stored.overrides();
  }

  /// What a cluster asks of its nodes with all that is overridden.
  CompiledCluster effective(ClusterId id) {
    CompiledCluster with = overridden.get(id);
    return with == null ? compiled(id) : with;
  }

  Desired desired(NodeId node) {
    NodeRevision revision = nodeRevision(node);
    SortedMap<ClusterId, Revision> clusters = new TreeMap<>();
    topology()
        .clustersOf(node)
        .forEach(id -> clusters.put(id, topology().clusterOrEmpty(id).revision()));
    return new Desired(
        new Stamp(stored.incarnation(), revision.number(), clusters),
        Compiler.compile(topology(), node, id -> effective(id)),
        revision.allowedRemovals());
  }

  SortedSet<NodeId> directorsOf(NodeId realServerNode) {
    SortedSet<NodeId> directors = new TreeSet<>();
    for (ClusterId id : topology().clustersOf(realServerNode)) {
      directors.addAll(
          compiled.getOrDefault(id, EMPTY).witnesses().getOrDefault(realServerNode, Sorted.set()));
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
    Overrides overrides =
        topology.cluster(commit.cluster()) == null
            ? overrides().withoutCluster(commit.cluster())
            : overrides();
    return new Image(
        new StoredTopology(
            stored.image() + 1,
            stored.incarnation(),
            topology,
            overrides,
            nodeRevisions,
            stored.agents()),
        newCompiled,
        overridden(overridden, topology, overrides, newCompiled, Set.of(commit.cluster())),
        knownNodes);
  }

  /// The image with other overrides, not stored yet.
  Image with(Overrides overrides) {
    return new Image(
        new StoredTopology(
            stored.image() + 1,
            stored.incarnation(),
            topology(),
            overrides,
            stored.nodeRevisions(),
            stored.agents()),
        compiled,
        overridden(overridden, topology(), overrides, compiled, topology().clusters().keySet()),
        knownNodes);
  }

  Image with(SortedMap<NodeId, NodeRevision> touched) {
    SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>(stored.nodeRevisions());
    nodeRevisions.putAll(touched);
    return new Image(
        new StoredTopology(
            stored.image(),
            stored.incarnation(),
            topology(),
            overrides(),
            nodeRevisions,
            stored.agents()),
        compiled,
        overridden,
        knownNodes);
  }

  /// @param anew the clusters to look at; the others are as they are
  private static SortedMap<ClusterId, CompiledCluster> overridden(
      SortedMap<ClusterId, CompiledCluster> before,
      Topology topology,
      Overrides overrides,
      SortedMap<ClusterId, CompiledCluster> compiled,
      Collection<ClusterId> anew) {
    SortedMap<ClusterId, CompiledCluster> result = new TreeMap<>(before);
    for (ClusterId id : anew) {
      ClusterTopology cluster = topology.cluster(id);
      List<StandingOverride> concerning =
          cluster == null ? List.of() : overrides.concerning(cluster);
      if (cluster == null || concerning.isEmpty()) {
        result.remove(id);
      } else {
        result.put(
            id, OverrideCompiler.with(compiled.getOrDefault(id, EMPTY), cluster, concerning));
      }
    }
    return result;
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
            agents),
        compiled,
        overridden,
        knownNodes(agents));
  }
}
