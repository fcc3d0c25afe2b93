package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.controlplane.rollout.AgentProgress.State;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One revision on its way to the agents.
///
/// @param incarnation of the database it is stored in
/// @param newest the cluster's newest revision
/// @param scope which agents it waits for, and for which state of theirs
/// @param recorded what it was found to be before; null when that is not decided
public record Rollout(
    String incarnation,
    ClusterId cluster,
    Revision revision,
    Revision newest,
    SortedMap<NodeId, Long> scope,
    Verdict.@Nullable Outcome recorded) {

  /// In place of the number of a state that is not made before the agent's turn comes.
  public static final long HELD = Long.MAX_VALUE;

  public Rollout {
    scope = Sorted.map(scope);
  }

  /// One of which nothing was found out before.
  public static Rollout of(
      String incarnation,
      ClusterId cluster,
      Revision revision,
      Revision newest,
      SortedMap<NodeId, Long> scope) {
    return new Rollout(incarnation, cluster, revision, newest, scope, null);
  }

  /// Progress is computed from what agents say; nothing is remembered, so nothing can get stuck.
  public Verdict judge(Map<NodeId, AgentView> agents) {
    List<AgentProgress> progress =
        scope.entrySet().stream()
            .map(e -> progress(e.getKey(), e.getValue(), agents.get(e.getKey())))
            .toList();
    Verdict verdict = Verdict.of(progress);
    // What agents do about a newer revision says nothing of one that was refused.
    return recorded == Verdict.Outcome.REJECTED && isOvertaken()
        ? new Verdict(recorded, progress)
        : verdict;
  }

  private boolean isOvertaken() {
    return newest.compareTo(revision) > 0;
  }

  private AgentProgress progress(NodeId node, long wanted, @Nullable AgentView view) {
    Stamp applied = view == null ? null : view.applied();
    long has = applied != null && ours(applied) ? applied.nodeRevision() : 0;
    Rejection rejection = view == null ? null : view.rejection();
    long refused =
        rejection != null && ours(rejection.stamp()) ? rejection.stamp().nodeRevision() : 0;
    State state;
    String detail;
    if (applied != null && ours(applied) && has >= wanted && isThis(applied, wanted)) {
      state = State.APPLIED;
      detail = "has state " + has;
    } else if (rejection != null && refused > 0 && concerns(refused, wanted)) {
      state = State.REJECTED;
      detail = reasons(rejection);
    } else if (isOvertaken()) {
      state = State.SUPERSEDED;
      detail = "revision " + newest + " has taken its place";
    } else if (wanted == HELD) {
      state = State.HELD;
      detail = "waits until the first agents are verified";
    } else if (view == null || !view.connected()) {
      state = State.OFFLINE;
      detail = view == null ? "has not connected" : "last seen " + view.lastSeen();
    } else {
      state = State.PENDING;
      detail = "has state " + (has == 0 ? "none" : has) + ", wanted " + wanted;
    }
    return new AgentProgress(
        node, state, detail, wanted == HELD ? 0 : wanted, Math.max(has, refused), has);
  }

  /// A state may have come in the place of the wanted one that a newer revision of this cluster
  /// made: then the wanted one was never in this kernel, unless that was seen before.
  private boolean isThis(Stamp applied, long wanted) {
    Revision of = applied.clusters().get(cluster);
    return recorded == Verdict.Outcome.APPLIED
        || applied.nodeRevision() == wanted
        || !isOvertaken()
        || (of != null && of.compareTo(revision) <= 0);
  }

  /// Another cluster's change may overtake the wanted state on its way to the agent, which then has
  /// refused a newer one that contains it.
  private boolean concerns(long rejected, long wanted) {
    return rejected == wanted || (rejected > wanted && newest.equals(revision));
  }

  private boolean ours(Stamp stamp) {
    return stamp.incarnation().equals(incarnation);
  }

  private static String reasons(Rejection rejection) {
    return rejection.reasons().stream()
        .map(r -> r.object() + ": " + r.code() + ": " + r.detail())
        .collect(Collectors.joining("; "));
  }
}
