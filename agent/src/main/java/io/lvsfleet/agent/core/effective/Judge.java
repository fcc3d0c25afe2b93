package io.lvsfleet.agent.core.effective;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.Hold.WeightHold;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;

/// Decides about one real server.
///
/// 1. A check that is down takes it out, as `onFailure` says. A check nobody has a verdict on
///    counts as up.
/// 2. Its agent must have said that it is ready before it gets its first weight. That is remembered
///    until the agent says the contrary: a lost session takes no weight.
/// 3. A reported failure may be out of date when its reporter or our own session is gone; then a
///    check of our own that succeeds outweighs it, and without one it stands.
/// 4. A weight ordered on the node itself stands in for the declared one, and for nothing else.
final class Judge {

  private final ClusterId cluster;
  private final HealthView health;
  private final List<Hold> holds;

  Judge(ClusterId cluster, HealthView health, List<Hold> holds) {
    this.cluster = cluster;
    this.health = health;
    this.holds = holds;
  }

  EffectiveServer server(ServiceSpec service, RealServerSpec server) {
    Optional<String> failure = ownFailure(server).or(() -> reportedFailure(server));
    if (failure.isPresent()) {
      boolean present = service.onFailure() == OnFailure.QUIESCE;
      return verdict(service, server, present, Weight.ZERO, failure.get());
    }
    Gate gate = server.gate();
    Optional<String> closed = gate == null ? Optional.empty() : closed(gate);
    return closed
        .map(reason -> verdict(service, server, true, Weight.ZERO, reason))
        .orElseGet(() -> up(service, server));
  }

  private EffectiveServer up(ServiceSpec service, RealServerSpec server) {
    for (Hold hold : holds) {
      if (hold.kind() instanceof WeightHold(String inService, String of, Weight weight)
          && inService.equals(service.name())
          && of.equals(server.name())) {
        String until = hold.until() == null ? "" : " until " + hold.until();
        String reason = "up; weight ordered on the director by " + hold.by() + until;
        return verdict(service, server, true, weight, reason);
      }
    }
    return verdict(service, server, true, server.config().weight(), "up");
  }

  private static EffectiveServer verdict(
      ServiceSpec service, RealServerSpec server, boolean present, Weight weight, String reason) {
    return new EffectiveServer(
        service.name(),
        server.name(),
        present,
        weight,
        weight.value() > 0 ? ServerState.UP : ServerState.DOWN,
        Instant.EPOCH,
        reason,
        null);
  }

  private Optional<String> ownFailure(RealServerSpec server) {
    for (CheckKey key : server.ownChecks()) {
      CheckVerdict verdict = health.own().get(key);
      if (verdict != null && verdict.state() == CheckVerdict.State.DOWN) {
        return Optional.of("check " + key.check() + " is down: " + verdict.words());
      }
    }
    return Optional.empty();
  }

  private Optional<String> reportedFailure(RealServerSpec server) {
    Gate gate = server.gate();
    WitnessReport witness = gate == null ? null : health.witnesses().get(gate.node());
    if (witness == null || (outdated(witness) && seenUp(server))) {
      return Optional.empty();
    }
    for (CheckKey key : server.reportedChecks()) {
      CheckVerdict verdict = witness.checks().get(key);
      if (verdict != null && verdict.state() == CheckVerdict.State.DOWN) {
        return Optional.of(
            "check %s on %s is down: %s"
                .formatted(key.check(), witness.witness(), verdict.words()));
      }
    }
    return Optional.empty();
  }

  private boolean outdated(WitnessReport witness) {
    return !witness.connected() || !health.connected();
  }

  private boolean seenUp(RealServerSpec server) {
    return server.ownChecks().stream()
        .map(key -> health.own().get(key))
        .anyMatch(verdict -> verdict != null && verdict.state() == CheckVerdict.State.UP);
  }

  private Optional<String> closed(Gate gate) {
    WitnessReport witness = health.witnesses().get(gate.node());
    Readiness readiness = witness == null ? null : witness.readiness().get(cluster);
    if (readiness == null) {
      return Optional.of("waiting for the agent of " + gate.node() + " to report");
    }
    return closed(gate.node(), gate.addresses(), readiness.addresses(), "")
        .or(() -> closed(gate.node(), gate.gateways(), readiness.gateways(), "gateway "));
  }

  private static Optional<String> closed(
      NodeId node,
      SortedSet<IpAddress> needed,
      SortedMap<IpAddress, List<Precondition>> reported,
      String what) {
    for (IpAddress address : needed) {
      List<Precondition> missing = reported.get(address);
      if (missing == null) {
        return Optional.of("waiting for the agent of " + node + " to report on " + what + address);
      }
      if (!missing.isEmpty()) {
        return Optional.of(
            node
                + " is not ready for "
                + what
                + address
                + ": "
                + missing.stream().map(Precondition::toString).collect(Collectors.joining(", ")));
      }
    }
    return Optional.empty();
  }
}
