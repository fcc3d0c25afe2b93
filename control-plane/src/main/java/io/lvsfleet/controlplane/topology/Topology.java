package io.lvsfleet.controlplane.topology;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All clusters at one moment. Immutable: a change gives a new image, and whoever holds an old one
/// keeps a consistent view.
///
/// @param clusters those that exist
/// @param removed the last revision of those that do not any more
/// @param clustersOf the clusters in which a node's agent has something to do
public record Topology(
    SortedMap<ClusterId, ClusterTopology> clusters,
    SortedMap<ClusterId, Revision> removed,
    SortedMap<NodeId, SortedSet<ClusterId>> clustersOf) {

  public static final Topology EMPTY = new Topology(Sorted.map(), Sorted.map(), Sorted.map());

  public Topology {
    clusters = Sorted.map(clusters);
    removed = Sorted.map(removed);
    clustersOf = Sorted.map(clustersOf);
  }

  /// An image of these clusters, with the index made.
  public static Topology of(
      SortedMap<ClusterId, ClusterTopology> clusters, SortedMap<ClusterId, Revision> removed) {
    SortedMap<NodeId, SortedSet<ClusterId>> index = new TreeMap<>();
    clusters.forEach((id, cluster) ->
        cluster.agents().forEach(node -> index(index, node, id, Presence.IS_THERE)));
    return new Topology(clusters, removed, index);
  }

  public @Nullable ClusterTopology cluster(ClusterId id) {
    return clusters.get(id);
  }

  /// The cluster, or an empty one that continues the numbers of one that was removed.
  public ClusterTopology clusterOrEmpty(ClusterId id) {
    ClusterTopology cluster = clusters.get(id);
    return cluster != null
        ? cluster
        : ClusterTopology.empty(id, removed.getOrDefault(id, Revision.NONE));
  }

  public SortedSet<ClusterId> clustersOf(NodeId node) {
    return clustersOf.getOrDefault(node, Sorted.set());
  }

  /// The image after these changes. Splitting the list and applying the parts gives the same.
  public Topology apply(List<TopologyChange> changes) {
    SortedMap<ClusterId, ClusterEditor> editors = new TreeMap<>();
    for (TopologyChange change : changes) {
      editors.computeIfAbsent(change.cluster(), id -> new ClusterEditor(this, id)).apply(change);
    }
    SortedMap<ClusterId, ClusterTopology> newClusters = new TreeMap<>(clusters);
    SortedMap<ClusterId, Revision> newRemoved = new TreeMap<>(removed);
    SortedMap<NodeId, SortedSet<ClusterId>> index = new TreeMap<>(clustersOf);
    editors.forEach((id, editor) -> {
      ClusterTopology before = newClusters.remove(id);
      ClusterTopology after = editor.result();
      if (after == null) {
        newRemoved.put(id, editor.revision());
      } else {
        newClusters.put(id, after);
        newRemoved.remove(id);
      }
      reindex(index, id, after, editor.candidates(before, after));
    });
    return new Topology(newClusters, newRemoved, index);
  }

  private static void reindex(
      SortedMap<NodeId, SortedSet<ClusterId>> index,
      ClusterId id,
      @Nullable ClusterTopology cluster,
      SortedSet<NodeId> candidates) {
    SortedSet<NodeId> present =
        cluster == null || candidates.isEmpty() ? Sorted.set() : cluster.agents();
    candidates.forEach(node ->
        index(index, node, id, present.contains(node) ? Presence.IS_THERE : Presence.LEAVES));
  }

  private enum Presence {
    LEAVES,
    IS_THERE
  }

  private static void index(
      SortedMap<NodeId, SortedSet<ClusterId>> index, NodeId node, ClusterId id, Presence presence) {
    SortedSet<ClusterId> of = new TreeSet<>(index.getOrDefault(node, Sorted.set()));
    if (presence == Presence.IS_THERE) {
      of.add(id);
    } else {
      of.remove(id);
    }
    if (of.isEmpty()) {
      index.remove(node);
    } else {
      index.put(node, Sorted.set(of));
    }
  }
}
