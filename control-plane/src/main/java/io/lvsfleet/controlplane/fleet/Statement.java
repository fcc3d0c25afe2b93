package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Stamp;
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

  record Observed(
      SortedMap<ClusterId, Readiness> readiness,
      List<String> foreign,
      List<EffectiveServer> servers,
      long repairedDrift)
      implements Report {}
}
