package io.lvsfleet.controlplane.rollout;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
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
    return new Verdict(outcome(progress), progress);
  }

  private static Verdict.Outcome outcome(List<AgentProgress> progress) {
    if (has(progress, AgentProgress.State.REJECTED)) {
      return Verdict.Outcome.REJECTED;
    }
    if (has(progress, AgentProgress.State.SUPERSEDED)) {
      return Verdict.Outcome.SUPERSEDED;
    }
    return progress.stream().allMatch(p -> p.state() == AgentProgress.State.APPLIED)
        ? Verdict.Outcome.APPLIED
        : Verdict.Outcome.PENDING;
  }

  private static boolean has(List<AgentProgress> progress, AgentProgress.State state) {
    return progress.stream().anyMatch(p -> p.state() == state);
  }

  private AgentProgress progress(NodeId node, long wanted, @Nullable AgentView view) {
    Stamp applied = view == null ? null : view.applied();
    if (applied != null && ours(applied) && applied.nodeRevision() >= wanted) {
      return new AgentProgress(
          node, AgentProgress.State.APPLIED, "has state " + applied.nodeRevision());
    }
    Rejection rejection = view == null ? null : view.rejection();
    if (rejection != null && ours(rejection.stamp()) && concerns(rejection, wanted)) {
      return new AgentProgress(node, AgentProgress.State.REJECTED, reasons(rejection));
    }
    if (newest.compareTo(revision) > 0) {
      return new AgentProgress(
          node, AgentProgress.State.SUPERSEDED, "revision " + newest + " has taken its place");
    }
    if (view == null || !view.connected()) {
      return new AgentProgress(
          node,
          AgentProgress.State.OFFLINE,
          view == null ? "has not connected" : "last seen " + view.lastSeen());
    }
    return new AgentProgress(
        node,
        AgentProgress.State.PENDING,
        "has state " + (applied == null ? "none" : applied.nodeRevision()) + ", wanted " + wanted);
  }

  /// Another cluster's change may overtake the wanted state on its way to the agent, which then has
  /// refused a newer one that contains it.
  private boolean concerns(Rejection rejection, long wanted) {
    long rejected = rejection.stamp().nodeRevision();
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
