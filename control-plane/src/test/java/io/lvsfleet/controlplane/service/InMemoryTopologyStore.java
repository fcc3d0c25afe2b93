package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A store that forgets everything when the JVM ends, and is otherwise as strict as the real one.
public final class InMemoryTopologyStore implements TopologyStore {

  private long image;
  private Topology topology = Topology.EMPTY;
  private final SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>();
  private final SortedMap<NodeId, KnownAgent> agents = new TreeMap<>();
  private final Map<String, SortedMap<NodeId, Long>> scopes = new HashMap<>();
  private final List<Event.Stored> events = new ArrayList<>();
  private boolean isBreaking;

  /// The connection to the store is gone.
  public static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenException() {
      super("the connection is broken");
    }
  }

  /// The next commit is stored, but who makes it hears that the connection broke.
  public synchronized void breakAfterNextCommit() {
    isBreaking = true;
  }

  @Override
  public synchronized StoredTopology load() {
    return new StoredTopology(image, "in-memory", topology, nodeRevisions, agents);
  }

  @Override
  public synchronized void commit(Commit commit) {
    if (commit.image() != image) {
      throw new StaleImageException(commit.image());
    }
    topology = topology.apply(commit.changes());
    nodeRevisions.putAll(commit.touched());
    if (scopes.putIfAbsent(commit.cluster() + "/" + commit.after(), commit.scope()) != null) {
      throw new IllegalStateException(commit.after() + " exists already");
    }
    image++;
    append(commit.event());
    if (isBreaking) {
      isBreaking = false;
      throw new BrokenException();
    }
  }

  @Override
  public synchronized Optional<SortedMap<NodeId, Long>> scope(
      ClusterId cluster, Revision revision) {
    return Optional.ofNullable(scopes.get(cluster + "/" + revision)).map(Sorted::map);
  }

  @Override
  public synchronized void connected(NodeId node, KnownAgent agent, Event event) {
    agents.put(node, agent);
    append(event);
  }

  @Override
  public synchronized void append(Event event) {
    events.add(new Event.Stored(events.size() + 1L, event));
  }

  @Override
  public synchronized List<Event.Stored> events(
      long after, int limit, @Nullable ClusterId cluster) {
    return events.stream()
        .filter(e -> e.id() > after)
        .filter(e -> cluster == null || cluster.name().equals(e.event().cluster()))
        .limit(limit)
        .toList();
  }
}
