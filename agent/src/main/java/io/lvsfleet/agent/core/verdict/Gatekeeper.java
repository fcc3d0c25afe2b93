package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.WitnessReport;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A real server's agent must have said that it is ready before it gets its first weight. That is
/// remembered until the agent says the contrary, or its host was started anew: a lost session takes
/// no weight.
final class Gatekeeper {

  private Gatekeeper() {}

  /// @param state NOT_READY or WAITING
  record Closed(ServerState state, String reason) {}

  /// Null when it is open.
  static @Nullable Closed closed(ClusterId cluster, @Nullable Gate gate, HealthView health) {
    if (gate == null) {
      return null;
    }
    WitnessReport witness = health.witnesses().get(gate.node());
    Readiness readiness = witness == null ? null : witness.readiness().get(cluster);
    if (readiness == null) {
      return waiting(gate.node(), "to report");
    }
    Closed closed = closed(gate.node(), gate.addresses(), readiness.addresses(), "");
    return closed != null
        ? closed
        : closed(gate.node(), gate.gateways(), readiness.gateways(), "gateway ");
  }

  private static @Nullable Closed closed(
      NodeId node,
      SortedSet<IpAddress> needed,
      SortedMap<IpAddress, List<Precondition>> reported,
      String what) {
    for (IpAddress address : needed) {
      List<Precondition> missing = reported.get(address);
      if (missing == null) {
        return waiting(node, "to report on " + what + address);
      }
      if (!missing.isEmpty()) {
        String all = missing.stream().map(Precondition::toString).collect(Collectors.joining(", "));
        return new Closed(
            ServerState.NOT_READY, node + " is not ready for " + what + address + ": " + all);
      }
    }
    return null;
  }

  private static Closed waiting(NodeId node, String what) {
    return new Closed(ServerState.WAITING, "waiting for the agent of " + node + " " + what);
  }
}
