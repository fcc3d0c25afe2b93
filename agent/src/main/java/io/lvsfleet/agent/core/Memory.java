package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.verdict.ServiceMemory;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an agent knows after a restart without anybody's help.
///
/// @param desired the last state it accepted; null before the first
/// @param witnesses what other nodes' agents reported
/// @param verdicts of its own checks
/// @param holds what was ordered on the node itself
/// @param reached whether the kernel held all of `desired`. Only kept where drift is not repaired:
///   it tells drift from what was never made
/// @param heldBack the newest state, which waits for the end of a hold; null when none does
/// @param services what verdicts on virtual services rest on, by the operator's name
public record Memory(
    @Nullable Desired desired,
    SortedMap<NodeId, WitnessReport> witnesses,
    SortedMap<CheckKey, CheckVerdict> verdicts,
    List<Hold> holds,
    boolean reached,
    @Nullable Desired heldBack,
    SortedMap<String, ServiceMemory> services) {

  public static final Memory NONE = of(null, Sorted.map(), Sorted.map());

  public Memory {
    witnesses = Sorted.map(witnesses);
    verdicts = Sorted.map(verdicts);
    holds = List.copyOf(holds);
    services = Sorted.map(services);
  }

  /// Of a node on which nothing was ordered.
  public static Memory of(
      @Nullable Desired desired,
      SortedMap<NodeId, WitnessReport> witnesses,
      SortedMap<CheckKey, CheckVerdict> verdicts) {
    return new Memory(desired, witnesses, verdicts, List.of(), false, null, Sorted.map());
  }

  /// With all times of our own clock so much later: the next agent goes by another one. Verdicts
  /// that others reported are dated by theirs.
  public Memory later(Duration by) {
    SortedMap<NodeId, WitnessReport> heard = new TreeMap<>();
    witnesses.forEach((node, report) -> heard.put(node, later(report, by)));
    SortedMap<CheckKey, CheckVerdict> own = new TreeMap<>();
    verdicts.forEach((key, verdict) -> own.put(key, later(verdict, by)));
    SortedMap<String, ServiceMemory> remembered = new TreeMap<>();
    services.forEach((name, service) -> remembered.put(name, service.later(by)));
    List<Hold> moved = holds.stream().map(one -> later(one, by)).toList();
    return new Memory(desired, heard, own, moved, reached, heldBack, remembered);
  }

  private static Hold later(Hold hold, Duration by) {
    return new Hold(hold.kind(), hold.by(), hold.since().plus(by), later(hold.until(), by));
  }

  private static WitnessReport later(WitnessReport report, Duration by) {
    return new WitnessReport(
        report.witness(),
        report.connected(),
        later(report.silentSince(), by),
        later(report.heardUntil(), by),
        report.bootId(),
        report.readiness(),
        report.checks());
  }

  private static CheckVerdict later(CheckVerdict verdict, Duration by) {
    return new CheckVerdict(
        verdict.state(),
        verdict.since().plus(by),
        verdict.evidence(),
        verdict.advice(),
        verdict.warning());
  }

  private static @Nullable Instant later(@Nullable Instant time, Duration by) {
    return time == null ? null : time.plus(by);
  }
}
