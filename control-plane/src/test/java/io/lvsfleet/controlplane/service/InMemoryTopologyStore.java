package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.topology.Overrides;
import io.lvsfleet.controlplane.topology.StandingOverride;
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
  private Overrides overrides = Overrides.NONE;
  private final SortedMap<NodeId, NodeRevision> nodeRevisions = new TreeMap<>();
  private final SortedMap<NodeId, KnownAgent> agents = new TreeMap<>();
  private final Map<ClusterId, List<Kept>> revisions = new HashMap<>();
  private final SortedMap<ClusterId, Staged> staged = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private boolean isBreaking;

  private record Kept(Commit commit, SortedMap<NodeId, Long> scope) {

    StoredRevision stored() {
      return new StoredRevision(
          commit.cluster(),
          commit.after(),
          commit.author(),
          commit.at(),
          commit.text() instanceof RevisionText.Removed,
          commit.counts(),
          null);
    }
  }

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
    return new StoredTopology(
        image, "in-memory", topology, overrides, nodeRevisions, agents, staged);
  }

  @Override
  public synchronized long image() {
    return image;
  }

  @Override
  public synchronized void commit(Commit commit) {
    if (commit.image() != image) {
      throw new StaleImageException(commit.image());
    }
    topology = topology.apply(commit.changes());
    if (topology.cluster(commit.cluster()) == null) {
      overrides = overrides.withoutCluster(commit.cluster());
    }
    nodeRevisions.putAll(commit.touched());
    List<Kept> kept = revisions.computeIfAbsent(commit.cluster(), _ -> new ArrayList<>());
    if (commit.after().number() != kept.size() + 1L) {
      throw new IllegalStateException("after " + kept.size() + " comes no " + commit.after());
    }
    kept.add(new Kept(commit, scope(kept, commit)));
    stage(commit.cluster(), commit.staged());
    image++;
    events.addAll(commit.events());
    if (isBreaking) {
      isBreaking = false;
      throw new BrokenException();
    }
  }

  @Override
  public synchronized void commit(OverrideCommit commit) {
    if (commit.image() != image) {
      throw new StaleImageException(commit.image());
    }
    StandingOverride standing = commit.standing();
    overrides = standing == null ? overrides.without(commit.key()) : overrides.with(standing);
    nodeRevisions.putAll(commit.touched());
    image++;
    events.addAll(commit.events());
  }

  private static SortedMap<NodeId, Long> scope(List<Kept> before, Commit commit) {
    SortedMap<NodeId, Long> scope = new TreeMap<>();
    if (!before.isEmpty()) {
      scope.putAll(before.getLast().scope());
      scope.keySet().removeAll(before.getLast().commit().leaving());
    }
    commit.touched().forEach((node, revision) -> scope.put(node, revision.number()));
    Staged held = commit.staged();
    if (held != null) {
      held.held().keySet().forEach(node -> scope.put(node, Rollout.HELD));
    }
    return scope;
  }

  private void stage(ClusterId cluster, @Nullable Staged next) {
    if (next == null) {
      staged.remove(cluster);
    } else {
      staged.put(cluster, next);
    }
  }

  @Override
  public synchronized void commit(StageCommit commit) {
    if (commit.image() != image) {
      throw new StaleImageException(commit.image());
    }
    nodeRevisions.putAll(commit.released());
    Kept kept = kept(commit.cluster(), commit.staged().revision()).orElseThrow();
    commit.released().forEach((node, revision) -> kept.scope().put(node, revision.number()));
    stage(commit.cluster(), commit.next());
    image++;
    events.addAll(commit.events());
  }

  private Optional<Kept> kept(ClusterId cluster, Revision revision) {
    List<Kept> kept = revisions.getOrDefault(cluster, List.of());
    long number = revision.number();
    return number < 1 || number > kept.size()
        ? Optional.empty()
        : Optional.of(kept.get((int) number - 1));
  }

  @Override
  public synchronized Optional<SortedMap<NodeId, Long>> scope(
      ClusterId cluster, Revision revision) {
    return kept(cluster, revision).map(Kept::scope).map(Sorted::map);
  }

  @Override
  public synchronized List<StoredRevision> revisions(
      ClusterId cluster, @Nullable Revision before, int limit) {
    return revisions.getOrDefault(cluster, List.of()).reversed().stream()
        .map(Kept::stored)
        .filter(revision -> before == null || revision.revision().compareTo(before) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<StoredRevision> revision(ClusterId cluster, Revision revision) {
    return kept(cluster, revision).map(Kept::stored);
  }

  @Override
  public synchronized Optional<StoredDocument> document(ClusterId cluster, Revision revision) {
    List<String> patches = new ArrayList<>();
    for (Revision at = revision; ; at = new Revision(at.number() - 1)) {
      Optional<Kept> kept = kept(cluster, at);
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      switch (kept.get().commit().text()) {
        case RevisionText.Removed() -> {
          return Optional.empty();
        }
        case RevisionText.Patch(String json) -> patches.addFirst(json);
        case RevisionText.Whole(String json) -> {
          return Optional.of(new StoredDocument(json, Format.JSON, patches));
        }
      }
    }
  }

  @Override
  public synchronized void connected(NodeId node, KnownAgent agent, Event event) {
    agents.put(node, agent);
    append(event);
  }

  @Override
  public synchronized void append(Event event) {
    events.add(event);
  }

  /// All of them, oldest first.
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
