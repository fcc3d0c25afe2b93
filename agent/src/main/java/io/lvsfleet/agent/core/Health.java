package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.health.CheckMachine;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.health.Checks;
import io.lvsfleet.agent.core.verdict.Witnesses;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What is known of the health of real servers.
///
/// @param witnesses what other nodes' agents reported
/// @param checks of its own
/// @param verdicts of those checks that have one
record Health(
    SortedMap<NodeId, WitnessReport> witnesses,
    Checks checks,
    SortedMap<CheckKey, CheckVerdict> verdicts) {

  static final Health UNKNOWN = new Health(Sorted.map(), Checks.NONE, Sorted.map());

  Health {
    witnesses = Sorted.map(witnesses);
  }

  private static Health of(
      SortedMap<NodeId, WitnessReport> witnesses, SortedMap<CheckKey, CheckState> checks) {
    SortedMap<CheckKey, CheckVerdict> verdicts = new TreeMap<>();
    checks.forEach((key, check) -> {
      if (check.verdict() != null) {
        verdicts.put(key, check.verdict());
      }
    });
    return new Health(witnesses, Checks.of(checks), Collections.unmodifiableSortedMap(verdicts));
  }

  /// After a restart.
  static Health resumed(Memory memory, Instant now) {
    Desired desired = memory.desired();
    return of(
        Witnesses.disconnected(memory.witnesses(), now),
        desired == null
            ? Sorted.map()
            : CheckMachine.resume(desired.state().checks(), memory.verdicts(), now));
  }

  Health forNext(@Nullable NodeState previous, NodeState next, Instant now) {
    return of(
        previous == null ? witnesses : Witnesses.forNext(witnesses, previous, next),
        CheckMachine.adopt(checks.all(), next.checks(), now));
  }

  /// Nobody is known to be connected before the control plane says so again.
  Health disconnected(Instant now) {
    return new Health(Witnesses.disconnected(witnesses, now), checks, verdicts);
  }

  Health with(WitnessReport report, @Nullable NodeState desired, Instant now) {
    NodeState state = desired == null ? NodeState.empty(report.witness()) : desired;
    return new Health(Witnesses.with(witnesses, report, state, now), checks, verdicts);
  }

  /// A probe has answered a check.
  Health with(CheckKey key, ProbeOutcome outcome, Instant now) {
    CheckState before = checks.get(key);
    Checks after = checks.with(key, check -> CheckMachine.finish(check, outcome, now));
    CheckState finished = after.get(key);
    CheckVerdict verdict = finished == null ? null : finished.verdict();
    if (verdict == null || before == null || verdict.equals(before.verdict())) {
      return new Health(witnesses, after, verdicts);
    }
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>(verdicts);
    all.put(key, verdict);
    return new Health(witnesses, after, Collections.unmodifiableSortedMap(all));
  }

  Health begin(SortedSet<CheckKey> due, Instant now) {
    return changed(due, check -> CheckMachine.begin(check, now));
  }

  /// Something may have happened to these servers.
  Health hurry(SortedSet<CheckKey> keys, Instant now) {
    return changed(keys, check -> CheckMachine.hurry(check, now));
  }

  /// This host itself tells that these services may have ended.
  Health suspect(SortedSet<CheckKey> keys, Instant now) {
    return changed(keys, check -> CheckMachine.suspect(check, now));
  }

  private Health changed(SortedSet<CheckKey> keys, UnaryOperator<CheckState> change) {
    Checks next = checks;
    for (CheckKey key : keys) {
      next = next.with(key, change);
    }
    return new Health(witnesses, next, verdicts);
  }
}
