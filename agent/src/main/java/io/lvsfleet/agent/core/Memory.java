package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.verdict.ServiceMemory;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What an agent knows after a restart without anybody's help.
///
/// @param desired the last state it accepted; null before the first
/// @param witnesses what other nodes' agents reported
/// @param verdicts of its own checks
/// @param holds what was ordered on the node itself
/// @param reached whether the kernel held all of `desired`. Only kept where drift is not repaired:
///   it tells drift from what was never made
/// @param services what verdicts on virtual services rest on, by the operator's name
public record Memory(
    @Nullable Desired desired,
    SortedMap<NodeId, WitnessReport> witnesses,
    SortedMap<CheckKey, CheckVerdict> verdicts,
    List<Hold> holds,
    boolean reached,
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
    return new Memory(desired, witnesses, verdicts, List.of(), false, Sorted.map());
  }
}
