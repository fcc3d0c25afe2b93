package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.Transition;
import io.lvsfleet.wire.ProtocolRange;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A message of an agent, read and checked.
sealed interface Statement {

  record Hello(ProtocolRange protocol, AgentFacts facts, @Nullable Stamp applied)
      implements Statement {}

  /// Anything but the greeting.
  sealed interface Report extends Statement {}

  record Applied(Stamp stamp) implements Report {}

  record Rejected(Rejection rejection) implements Report {}

  record Health(SortedMap<CheckKey, CheckVerdict> verdicts) implements Report {}

  record Observed(Observation observation) implements Report {}

  record Counted(Statistics statistics) implements Report {}

  /// @param lost transitions the agent could not keep until it could tell them
  record Changed(List<Transition> transitions, long lost) implements Report {
    public Changed {
      transitions = List.copyOf(transitions);
    }
  }
}
