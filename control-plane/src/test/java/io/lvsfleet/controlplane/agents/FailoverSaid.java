package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.FailoverStatus.Transition;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VrrpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What directors say, for tests.
public final class FailoverSaid {

  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private FailoverSaid() {}

  public static FailoverStatus status(
      State state,
      @Nullable String heard,
      VrrpStatus.@Nullable Discard discard,
      Transition... transitions) {
    VrrpStatus instance =
        new VrrpStatus(
            100,
            heard == null ? null : IpAddress.parse(heard),
            1,
            2,
            discard == null ? 0 : 3,
            discard);
    return new FailoverStatus(
        state,
        NOW,
        "because",
        Sorted.map(new TreeMap<>(Map.of("web", instance))),
        true,
        Duration.ofMillis(2),
        List.of(),
        null,
        List.of(transitions));
  }

  public static FailoverStatus master() {
    return status(State.MASTER, "10.0.0.2", null);
  }

  public static FailoverStatus backup() {
    return status(State.BACKUP, "10.0.0.2", null);
  }

  public static VrrpStatus.Discard discard(VrrpStatus.Reason reason, Instant at) {
    return new VrrpStatus.Discard(at, IpAddress.parse("10.0.0.9"), reason, "7 addresses");
  }

  public static AgentView view(String node, boolean connected, @Nullable FailoverStatus status) {
    return new AgentView(
        new NodeId(node),
        connected,
        NOW,
        new AgentFacts("1", "7.3", Sorted.set(), Capabilities.UNKNOWN),
        null,
        null,
        new Observation(
            Sorted.map(),
            List.of(),
            List.of(),
            List.of(),
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            status),
        Sorted.map(),
        null);
  }

  public static Map<NodeId, AgentView> agents(AgentView... views) {
    Map<NodeId, AgentView> agents = new TreeMap<>();
    for (AgentView view : views) {
      agents.put(view.node(), view);
    }
    return agents;
  }
}
