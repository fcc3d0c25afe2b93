package io.lvsfleet.controlplane.forecast;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.reconcile.Declared;
import io.lvsfleet.reconcile.Forecast;
import io.lvsfleet.reconcile.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one agent would have to do.
///
/// @param connected whether it has a session now
/// @param observedAt when the connections were counted; null when they never were
/// @param steps in the order in which they would be done
public record NodeForecast(
    NodeId node,
    boolean connected,
    @Nullable Instant observedAt,
    List<Step> steps,
    List<Warning> warnings) {

  public NodeForecast {
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /// @param activeConnections it would meet; null when nobody counted, or there are none to meet
  public record Step(Operation operation, @Nullable Long activeConnections) {}

  /// @param before what the node should be now
  /// @param agent null when none was seen
  public static NodeForecast of(NodeState before, NodeState after, @Nullable AgentView agent) {
    Statistics statistics = agent == null ? null : agent.statistics();
    Touched touched = statistics == null ? null : new Touched(statistics);
    List<Step> steps =
        Forecast.between(Declared.of(before), Declared.of(after)).operations().stream()
            .map(operation -> new Step(operation, touched == null ? null : touched.by(operation)))
            .toList();
    return new NodeForecast(
        after.node(),
        agent != null && agent.connected(),
        statistics == null ? null : statistics.at(),
        steps,
        Warnings.of(before, after, steps, touched));
  }
}
