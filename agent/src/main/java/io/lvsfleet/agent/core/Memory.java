package io.lvsfleet.agent.core;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What an agent knows after a restart without anybody's help.
///
/// @param desired the last state it accepted; null before the first
/// @param witnesses what other nodes' agents reported
/// @param verdicts of its own checks
public record Memory(
    @Nullable Desired desired,
    SortedMap<NodeId, WitnessReport> witnesses,
    SortedMap<CheckKey, CheckVerdict> verdicts) {

  public static final Memory NONE = new Memory(null, Sorted.map(), Sorted.map());

  public Memory {
    witnesses = Sorted.map(witnesses);
    verdicts = Sorted.map(verdicts);
  }
}
