package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.controlplane.rollout.AgentProgress.State;
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
public record Rollout(
    String incarnation, Revision revision, Revision newest, SortedMap<NodeId, Long> scope) {

  public Rollout {
    scope = Sorted.map(scope);
  }

  /// Progress is computed from what agents say; nothing is remembered, so nothing can get stuck.
  public Verdict judge(Map<NodeId, AgentView> agents) {
    List<AgentProgress> progress =
        scope.entrySet().stream()
            .map(e -> progress(e.getKey(), e.getValue(), agents.get(e.getKey())))
            .toList();
    return Verdict.of(progress);
  }

  private AgentProgress progress(NodeId node, long wanted, @Nullable AgentView view) {
    Stamp applied = view == null ? null : view.applied();
    long has = applied != null && ours(applied) ? applied.nodeRevision() : 0;
    Rejection rejection = view == null ? null : view.rejection();
    long refused =
        rejection != null && ours(rejection.stamp()) ? rejection.stamp().nodeRevision() : 0;
    State state;
    String detail;
    if (applied != null && ours(applied) && has >= wanted) {
      state = State.APPLIED;
      detail = "has state " + has;
    } else if (rejection != null && refused > 0 && concerns(refused, wanted)) {
      state = State.REJECTED;
      detail = reasons(rejection);
    } else if (newest.compareTo(revision) > 0) {
      state = State.SUPERSEDED;
      detail = "revision " + newest + " has taken its place";
    } else if (view == null || !view.connected()) {
      state = State.OFFLINE;
      detail = view == null ? "has not connected" : "last seen " + view.lastSeen();
    } else {
      state = State.PENDING;
      detail = "has state " + (has == 0 ? "none" : has) + ", wanted " + wanted;
    }
    return new AgentProgress(node, state, detail, wanted, Math.max(has, refused), has);
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
