package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.document.DocumentPatch;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.rollout.Stages;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ObjectChanges;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is to be stored of a decision.
///
/// @param agents as they are known now
record Commits(Image now, Map<NodeId, AgentView> agents, Instant at) {

  /// Of so many revisions one is kept with its whole document, and the others as what they changed.
  private static final int WHOLE_EVERY = 200;

  Commit of(Command command, Decision.Accepted accepted, Author author, RolloutPolicy policy) {
    ClusterId id = command.cluster();
    ClusterTopology before = now.topology().clusterOrEmpty(id);
    Staged was = now.stored().staged().get(id);
    SortedSet<NodeId> affected = affected(accepted, was);
    int removals = Math.max(accepted.allowedRemovals(), was == null ? 0 : was.allowedRemovals());
    SortedSet<NodeId> first =
        policy.isStaged() ? Stages.first(accepted.after(), affected, agents) : affected;
    SortedMap<NodeId, NodeRevision> touched = next(first, removals);
    SortedMap<NodeId, Staged.Held> held = new TreeMap<>();
    affected.stream()
        .filter(node -> !first.contains(node))
        .forEach(node -> held.put(node, new Staged.Held(now.declaredPart(id, node))));
    Staged staged =
        policy.isWatched()
            ? new Staged(
                accepted.revision(),
                before.revision(),
                policy.isRolledBack(),
                at.plus(policy.within()),
                removals,
                first,
                held)
            : null;
    SortedSet<NodeId> leaving = new TreeSet<>(affected);
    leaving.removeAll(accepted.after().parts().keySet());
    ClusterTopology after = accepted.next().clusterOrEmpty(id);
    List<ObjectChange> changes = ObjectChanges.of(before, after, accepted.changes());
    ChangeCounts counts = ChangeCounts.of(changes);
    // Not only the nodes touched: "the revision is applied" shall mean that the whole cluster is.
    int waitedFor = accepted.after().parts().size() + leaving.size();
    boolean isFirst = now.topology().cluster(id) == null;
    return new Commit(
        now.stored().image(),
        id,
        before.revision(),
        accepted.revision(),
        accepted.changes(),
        touched,
        leaving,
        staged,
        was != null,
        author,
        at,
        command instanceof Command.DeleteCluster
            ? new RevisionText.Removed()
            : text(isFirst, after, changes),
        counts,
        events(command, accepted, isFirst, counts, waitedFor, author));
  }

  private List<Event> events(
      Command command,
      Decision.Accepted accepted,
      boolean isFirst,
      ChangeCounts counts,
      int waitedFor,
      Author author) {
    List<Event> events =
        new ArrayList<>(ChangeEvents.of(command, accepted, isFirst, counts, waitedFor, author, at));
    if (command instanceof Command.DeleteCluster delete) {
      events.addAll(OverrideEvents.removed(now, delete.cluster(), author.who(), at));
    }
    return events;
  }

  /// Who has been held takes part in whatever comes next: it has another state than the others.
  private static SortedSet<NodeId> affected(Decision.Accepted accepted, @Nullable Staged was) {
    if (was == null || was.held().isEmpty()) {
      return accepted.touched();
    }
    SortedSet<NodeId> affected = new TreeSet<>(accepted.touched());
    affected.addAll(was.held().keySet());
    return affected;
  }

  /// Those that are held are given the revision.
  StageCommit release(ClusterId cluster, Staged staged) {
    List<String> names = staged.held().keySet().stream().map(NodeId::name).toList();
    return new StageCommit(
        now.stored().image(),
        cluster,
        staged,
        staged.released(),
        next(staged.held().keySet(), staged.allowedRemovals()),
        List.of(ChangeEvents.released(cluster, staged.revision(), names, at)));
  }

  /// Nobody watches it any more.
  StageCommit finish(ClusterId cluster, Staged staged) {
    return new StageCommit(now.stored().image(), cluster, staged, null, new TreeMap<>(), List.of());
  }

  /// It is watched on and not undone.
  StageCommit giveUp(ClusterId cluster, Staged staged) {
    return new StageCommit(
        now.stored().image(), cluster, staged, staged.notRolledBack(), new TreeMap<>(), List.of());
  }

  SortedMap<NodeId, NodeRevision> next(Iterable<NodeId> nodes, int removals) {
    SortedMap<NodeId, NodeRevision> next = new TreeMap<>();
    for (NodeId node : nodes) {
      NodeRevision was = now.nodeRevision(node);
      int outstanding = hasApplied(node, was) ? 0 : was.allowedRemovals();
      next.put(node, new NodeRevision(was.number() + 1, sum(outstanding, removals)));
    }
    return next;
  }

  /// Nearly always only what changed: a document can be large, and a change small.
  private static RevisionText text(
      boolean isFirst, ClusterTopology after, List<ObjectChange> changes) {
    return isFirst || after.revision().number() % WHOLE_EVERY == 0
        ? new RevisionText.Whole(DocumentWriter.compact(after.document()))
        : new RevisionText.Patch(DocumentPatch.write(changes));
  }

  /// An agent that missed changes compares with what it has, so their removals add up.
  private static int sum(int outstanding, int more) {
    return (int) Math.min(Integer.MAX_VALUE, (long) outstanding + more);
  }

  /// An allowance to remove holds until its state is in the kernel, because a newer state may
  /// overtake the one it was given for.
  private boolean hasApplied(NodeId node, NodeRevision revision) {
    AgentView agent = agents.get(node);
    Stamp applied = agent == null ? null : agent.applied();
    return applied != null
        && applied.incarnation().equals(now.stored().incarnation())
        && applied.nodeRevision() >= revision.number();
  }
}
