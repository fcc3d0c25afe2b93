package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.DesiredStates;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Whatever the test sets.
final class FakeDesiredStates implements DesiredStates {

  private final Map<NodeId, Desired> states = new ConcurrentHashMap<>();
  private final Map<NodeId, Set<NodeId>> directors = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<SortedSet<NodeId>>> subscribers =
      new CopyOnWriteArrayList<>();

  void set(Desired desired) {
    NodeId node = desired.state().node();
    states.put(node, desired);
    subscribers.forEach(subscriber -> subscriber.accept(Sorted.set(Set.of(node))));
  }

  void relay(String realServer, String director) {
    directors.put(new NodeId(realServer), Set.of(new NodeId(director)));
  }

  @Override
  public Optional<Desired> desired(NodeId node) {
    return Optional.ofNullable(states.get(node));
  }

  @Override
  public SortedSet<NodeId> directorsOf(NodeId realServerNode) {
    return Sorted.set(directors.getOrDefault(realServerNode, Set.of()));
  }

  @Override
  public FleetView.Subscription subscribe(Consumer<SortedSet<NodeId>> changed) {
    subscribers.add(changed);
    return () -> subscribers.remove(changed);
  }
}
