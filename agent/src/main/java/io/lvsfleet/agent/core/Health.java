package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Witnesses;
import io.lvsfleet.agent.core.health.CheckMachine;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of the health of real servers.
///
/// @param witnesses what other nodes' agents reported
/// @param checks of its own
record Health(SortedMap<NodeId, WitnessReport> witnesses, SortedMap<CheckKey, CheckState> checks) {

  static final Health UNKNOWN = new Health(Sorted.map(), Sorted.map());

  Health {
    witnesses = Sorted.map(witnesses);
    checks = Sorted.map(checks);
  }

  /// After a restart.
  static Health resumed(Memory memory, Instant now) {
    Desired desired = memory.desired();
    return new Health(
        Witnesses.disconnected(memory.witnesses()),
        desired == null
            ? Sorted.map()
            : CheckMachine.resume(desired.state().checks(), memory.verdicts(), now));
  }

  Health forNext(@Nullable NodeState previous, NodeState next, Instant now) {
    return new Health(
        previous == null ? witnesses : Witnesses.forNext(witnesses, previous, next),
        CheckMachine.adopt(checks, next.checks(), now));
  }

  Health with(WitnessReport report, @Nullable NodeState desired) {
    NodeState state = desired == null ? NodeState.empty(report.witness()) : desired;
    return new Health(Witnesses.with(witnesses, report, state), checks);
  }

  Health with(CheckKey key, CheckState state) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>(checks);
    all.put(key, state);
    return new Health(witnesses, all);
  }

  SortedSet<CheckKey> due(Instant now) {
    SortedSet<CheckKey> due = new TreeSet<>();
    checks.forEach((key, check) -> {
      if (!check.running() && !check.due().isAfter(now)) {
        due.add(key);
      }
    });
    return due;
  }

  Health begin(SortedSet<CheckKey> due, Instant now) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>(checks);
    due.forEach(key -> all.computeIfPresent(key, (_, check) -> CheckMachine.begin(check, now)));
    return new Health(witnesses, all);
  }

  SortedMap<CheckKey, CheckVerdict> verdicts() {
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>();
    checks.forEach((key, check) -> {
      CheckVerdict verdict = check.verdict();
      if (verdict != null) {
        all.put(key, verdict);
      }
    });
    return all;
  }
}
