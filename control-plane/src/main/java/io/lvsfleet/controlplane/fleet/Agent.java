package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
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

  private static final Observation NOTHING = Observation.of(Sorted.map(), List.of(), List.of(), 0);

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
        new AgentView(
            node,
            true,
            now,
            facts,
            applied,
            old == null ? null : old.rejection(),
            old == null ? NOTHING : known(old, facts),
            old == null ? Sorted.map() : old.verdicts(),
            old == null ? null : old.statistics());
    return replaced;
  }

  /// What a host was ready for, it is no more after a reboot.
  private static Observation known(AgentView old, AgentFacts facts) {
    return facts.rebootedSince(old.facts())
        ? ready(old.observation(), Sorted.map())
        : old.observation();
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
            old.observation(),
            old.verdicts(),
            old.statistics());
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
            ready(old.observation(), readiness),
            old.verdicts(),
            old.statistics());
  }

  private static Observation ready(Observation old, SortedMap<ClusterId, Readiness> readiness) {
    return new Observation(
        readiness,
        old.foreign(),
        old.servers(),
        old.services(),
        old.repairedDrift(),
        old.drift(),
        old.contests(),
        old.findings(),
        old.holds(),
        old.outstanding(),
        old.failover());
  }

  private static AgentView with(AgentView old, Statement.Report report, Instant now) {
    Stamp applied = old.applied();
    Rejection rejection = old.rejection();
    Observation observation = old.observation();
    SortedMap<CheckKey, CheckVerdict> verdicts = old.verdicts();
    Statistics statistics = old.statistics();
    switch (report) {
      case Statement.Applied(Stamp stamp) -> {
        applied = stamp;
        rejection = newer(rejection, stamp);
      }
      case Statement.Rejected(Rejection said) -> {
        Rejection newer = newer(rejection, said.stamp());
        rejection = newer == null ? said : newer;
      }
      case Statement.Health(var said) -> verdicts = said;
      case Statement.Observed(Observation said) -> observation = said;
      case Statement.Counted(Statistics said) -> statistics = complete(statistics, said);
      case Statement.Changed _ -> {} // it is history: what is comes with Observed
    }
    return new AgentView(
        old.node(), true, now, old.facts(), applied, rejection, observation, verdicts, statistics);
  }

  /// What was counted, with what has changed since.
  private static @Nullable Statistics complete(@Nullable Statistics known, Statistics said) {
    if (said.complete()) {
      return said;
    }
    if (known == null) {
      return null; // parts of something unknown: the complete one comes with the next session
    }
    SortedMap<VirtualServiceKey, ServiceStatistics> merged = new TreeMap<>(known.services());
    merged.putAll(said.services());
    return new Statistics(said.at(), true, merged);
  }
}
