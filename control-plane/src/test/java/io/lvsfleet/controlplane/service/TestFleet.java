package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FailoverSaid;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A fleet whose agents say what a test makes them say.
@Alternative
@Priority(1)
@ApplicationScoped
public class TestFleet implements FleetView {

  public static final Instant SEEN = Instant.parse("2026-01-01T00:00:00Z");

  private final ConcurrentSkipListMap<NodeId, AgentView> agents = new ConcurrentSkipListMap<>();
  private final List<Consumer<NodeId>> subscribers = new CopyOnWriteArrayList<>();

  @Override
  public SortedMap<NodeId, AgentView> agents() {
    return Sorted.map(agents);
  }

  @Override
  public Subscription subscribe(Consumer<NodeId> changed) {
    subscribers.add(changed);
    return () -> subscribers.remove(changed);
  }

  public int subscriptions() {
    return subscribers.size();
  }

  public void clear() {
    agents.clear();
  }

  /// A connected agent that has this state.
  public void applied(NodeId node, @Nullable Stamp stamp) {
    say(view(node, true, stamp, null, Sorted.map(), List.of()));
  }

  /// A connected director that has this state, and whose table was read later.
  public void verified(NodeId node, Stamp stamp, Statistics statistics) {
    AgentView view = view(node, true, stamp, null, Sorted.map(), List.of());
    say(
        new AgentView(
            node,
            true,
            SEEN,
            view.facts(),
            stamp,
            null,
            view.observation(),
            Sorted.map(),
            statistics));
  }

  public void rejected(NodeId node, Stamp stamp, String detail) {
    say(
        view(
            node,
            true,
            null,
            new Rejection(
                stamp, List.of(new Rejection.Reason("virtualServices/http", "ENOENT", detail))),
            Sorted.map(),
            List.of()));
  }

  public void director(NodeId node, Stamp stamp, List<EffectiveServer> servers) {
    say(view(node, true, stamp, null, Sorted.map(), servers));
  }

  public void realServer(NodeId node, Stamp stamp, SortedMap<ClusterId, Readiness> readiness) {
    say(view(node, true, stamp, null, readiness, List.of()));
  }

  /// A connected director whose table is this.
  public void counted(NodeId node, Capabilities capabilities, Statistics statistics) {
    AgentView view = view(node, true, null, null, Sorted.map(), List.of());
    say(
        new AgentView(
            node,
            true,
            SEEN,
            new AgentFacts("1", "6.1", Sorted.set(), capabilities),
            null,
            null,
            view.observation(),
            Sorted.map(),
            statistics));
  }

  /// A connected director that plays this part.
  public void failsOver(NodeId node, FailoverStatus status, @Nullable Statistics statistics) {
    AgentView view = FailoverSaid.view(node.name(), true, status);
    say(
        new AgentView(
            node,
            true,
            SEEN,
            view.facts(),
            null,
            null,
            view.observation(),
            Sorted.map(),
            statistics));
  }

  public void away(NodeId node, @Nullable Stamp stamp) {
    say(view(node, false, stamp, null, Sorted.map(), List.of()));
  }

  private void say(AgentView view) {
    agents.put(view.node(), view);
    subscribers.forEach(subscriber -> subscriber.accept(view.node()));
  }

  private static AgentView view(
      NodeId node,
      boolean connected,
      @Nullable Stamp applied,
      @Nullable Rejection rejection,
      SortedMap<ClusterId, Readiness> readiness,
      List<EffectiveServer> servers) {
    return new AgentView(
        node,
        connected,
        SEEN,
        new AgentFacts("1", "6.1", Sorted.set(), Capabilities.UNKNOWN),
        applied,
        rejection,
        Observation.of(readiness, List.of(), servers, 0),
        Sorted.map(),
        null);
  }
}
