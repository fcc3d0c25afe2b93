package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One node as the fleet knows it: what it said and its current session.
///
/// Guarded by its own monitor, so that a late word of a session that was replaced never overwrites
/// what its successor said. Calls nobody while it holds the monitor.
final class Agent {

  private final NodeId node;
  private @Nullable SessionStream current;
  private @Nullable AgentView view;

  Agent(NodeId node) {
    this.node = node;
  }

  /// A view replaced by another.
  record Change(AgentView before, AgentView after) {}

  synchronized Optional<AgentView> view() {
    return Optional.ofNullable(view);
  }

  synchronized Optional<SessionStream> session() {
    return Optional.ofNullable(current);
  }

  /// Makes a session the current one; what was reported before stays until it is said anew.
  ///
  /// @return the session it replaced
  synchronized Optional<SessionStream> open(
      SessionStream session, AgentFacts facts, @Nullable Stamp applied, Instant now) {
    Optional<SessionStream> replaced = Optional.ofNullable(current);
    current = session;
    AgentView old = view;
    view =
        old == null
            ? new AgentView(
                node,
                true,
                now,
                facts,
                applied,
                null,
                Sorted.map(),
                Sorted.map(),
                List.of(),
                List.of(),
                0)
            : new AgentView(
                node,
                true,
                now,
                facts,
                applied,
                old.rejection(),
                old.readiness(),
                old.verdicts(),
                old.foreign(),
                old.servers(),
                old.repairedDrift());
    return replaced;
  }

  /// Takes in a report; empty when it comes from a session that is not the current one.
  synchronized Optional<Change> report(
      SessionStream session, Statement.Report report, Instant now) {
    AgentView old = view;
    if (current != session || old == null) {
      return Optional.empty();
    }
    AgentView next = with(old, report, now);
    view = next;
    return Optional.of(new Change(old, next));
  }

  /// Ends a session; false when it was not the current one.
  synchronized boolean close(SessionStream session, Instant now) {
    AgentView old = view;
    if (current != session || old == null) {
      return false;
    }
    current = null;
    view =
        new AgentView(
            node,
            false,
            now,
            old.facts(),
            old.applied(),
            old.rejection(),
            old.readiness(),
            old.verdicts(),
            old.foreign(),
            old.servers(),
            old.repairedDrift());
    return true;
  }

  /// An agent that refused a newer state goes on with the one it has and speaks of that: the
  /// refusal stands all the same.
  private static @Nullable Rejection newer(@Nullable Rejection rejection, Stamp stamp) {
    return rejection != null
            && rejection.stamp().incarnation().equals(stamp.incarnation())
            && rejection.stamp().supersedes(stamp)
        ? rejection
        : null;
  }

  /// Forgets that a node without a session was ready for clusters it has left: should it come back
  /// to one of them, it has to be ready anew. An agent with a session says so itself.
  synchronized void left(Set<ClusterId> remaining) {
    AgentView old = view;
    if (current != null || old == null) {
      return;
    }
    SortedMap<ClusterId, Readiness> readiness = new TreeMap<>(old.readiness());
    readiness.keySet().retainAll(remaining);
    view =
        new AgentView(
            node,
            false,
            old.lastSeen(),
            old.facts(),
            old.applied(),
            old.rejection(),
            Sorted.map(readiness),
            old.verdicts(),
            old.foreign(),
            old.servers(),
            old.repairedDrift());
  }

  private static AgentView with(AgentView old, Statement.Report report, Instant now) {
    return switch (report) {
      case Statement.Applied(Stamp stamp) ->
          new AgentView(
              old.node(),
              true,
              now,
              old.facts(),
              stamp,
              newer(old.rejection(), stamp),
              old.readiness(),
              old.verdicts(),
              old.foreign(),
              old.servers(),
              old.repairedDrift());
      case Statement.Rejected(var rejection) ->
          new AgentView(
              old.node(),
              true,
              now,
              old.facts(),
              old.applied(),
              Optional.ofNullable(newer(old.rejection(), rejection.stamp())).orElse(rejection),
              old.readiness(),
              old.verdicts(),
              old.foreign(),
              old.servers(),
              old.repairedDrift());
      case Statement.Health(var verdicts) ->
          new AgentView(
              old.node(),
              true,
              now,
              old.facts(),
              old.applied(),
              old.rejection(),
              old.readiness(),
              verdicts,
              old.foreign(),
              old.servers(),
              old.repairedDrift());
      case Statement.Observed(var readiness, var foreign, var servers, long drift) ->
          new AgentView(
              old.node(),
              true,
              now,
              old.facts(),
              old.applied(),
              old.rejection(),
              readiness,
              old.verdicts(),
              foreign,
              servers,
              drift);
    };
  }
}
