package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.rollout.AgentProgress;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.controlplane.service.RolloutStore.OpenRollout;
import io.lvsfleet.controlplane.watch.Signal;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Tells once what became of a revision, as soon as agents have said it.
///
/// Nobody waits for it and it decides nothing: what a rollout is at is always computed.
public final class RolloutRecorder {

  private static final Logger LOG = Logger.getLogger(RolloutRecorder.class);

  /// It looks that often even when nobody says anything.
  private static final Duration TURN = Duration.ofSeconds(10);

  private final RolloutStore store;
  private final TopologyService topology;
  private final Supplier<FleetView> fleet;
  private final InstantSource clock;

  public RolloutRecorder(
      RolloutStore store,
      TopologyService topology,
      Supplier<FleetView> fleet,
      InstantSource clock) {
    this.store = store;
    this.topology = topology;
    this.fleet = fleet;
    this.clock = clock;
  }

  /// Looks whenever an agent or the topology changes; for a thread of its own.
  public void run() throws InterruptedException {
    Signal signal = new Signal();
    boolean isFailing = false;
    try (FleetView.Subscription _ = fleet.get().subscribe(_ -> signal.raise());
        FleetView.Subscription _ = topology.whenStored(signal::raise)) {
      while (true) {
        try {
          look();
          isFailing = false;
        } catch (RuntimeException e) {
          if (!isFailing) {
            LOG.warnf("rollouts cannot be looked at, it is tried again: %s", e.getMessage());
          }
          isFailing = true;
        }
        signal.await(TURN);
      }
    }
  }

  /// Looks at everything that is not over.
  public void look() {
    List<OpenRollout> open = store.open();
    if (open.isEmpty()) {
      return;
    }
    SortedMap<NodeId, AgentView> agents = fleet.get().agents();
    for (OpenRollout rollout : open) {
      look(rollout, agents);
    }
  }

  private void look(OpenRollout open, SortedMap<NodeId, AgentView> agents) {
    Revision newest = topology.topology().clusterOrEmpty(open.cluster()).revision();
    Verdict verdict =
        new Rollout(
                topology.incarnation(),
                open.cluster(),
                open.revision(),
                newest,
                open.scope(),
                open.outcome())
            .judge(agents);
    if (verdict.outcome().isFinal() && verdict.outcome() != open.outcome()) {
      boolean isNews = open.outcome() == null || verdict.outcome() == Verdict.Outcome.APPLIED;
      if (isNews) {
        store.decided(
            open.cluster(),
            open.revision(),
            verdict.outcome(),
            clock.instant(),
            event(open, verdict, newest));
      }
    }
    if (open.outcome() == Verdict.Outcome.REJECTED && newest.compareTo(open.revision()) > 0) {
      store.close(open.cluster(), open.revision());
    }
  }

  private Event event(OpenRollout open, Verdict verdict, Revision newest) {
    long revision = open.revision().number();
    return switch (verdict.outcome()) {
      case APPLIED ->
          event(
              open,
              EventType.ROLLOUT_APPLIED,
              "every agent has revision " + revision,
              Map.of("revision", revision));
      case REJECTED -> {
        List<AgentProgress> refusing =
            verdict.agents().stream()
                .filter(agent -> agent.state() == AgentProgress.State.REJECTED)
                .toList();
        yield event(
            open,
            EventType.ROLLOUT_REJECTED,
            "revision "
                + revision
                + refusing.stream()
                    .map(agent -> agent.node().name())
                    .collect(Collectors.joining(", ", ": ", " could not apply it")),
            Map.of(
                "revision",
                revision,
                "agents",
                refusing.stream()
                    .map(agent -> Map.of("name", agent.node().name(), "detail", agent.detail()))
                    .toList()));
      }
      case SUPERSEDED ->
          event(
              open,
              EventType.ROLLOUT_SUPERSEDED,
              "revision " + revision + " by " + newest,
              Map.of("revision", revision, "by", newest.number()));
      case PENDING ->
          throw new IllegalArgumentException("revision " + revision + " is not decided");
    };
  }

  private Event event(
      OpenRollout open, EventType type, String sentence, Map<String, ? extends Object> data) {
    return new Event(
        clock.instant(),
        type,
        Sorted.set(Set.of(open.cluster())),
        null,
        null,
        sentence,
        new HashMap<>(data));
  }
}
