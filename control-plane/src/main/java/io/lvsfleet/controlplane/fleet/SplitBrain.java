package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Notices several masters of one virtual router, once each time.
///
/// A director that becomes master says so a moment before the one it relieves says that it is none
/// any more. So one looks again after [#PATIENCE], which is longer than an advertisement and a
/// report take.
final class SplitBrain {

  static final Duration PATIENCE = Duration.ofSeconds(3);

  private final SortedMap<String, SortedSet<NodeId>> told = new TreeMap<>();

  /// Whether to look after some patience.
  static boolean isWorthALook(AgentView before, AgentView after) {
    return isMaster(after) && !isMaster(before);
  }

  private static boolean isMaster(AgentView view) {
    FailoverStatus status = view.observation().failover();
    return status != null && status.state() == FailoverStatus.State.MASTER;
  }

  /// What there is to tell of the virtual routers a director takes part in.
  synchronized Optional<AgentEvent> look(AgentView director, Map<NodeId, AgentView> agents) {
    FailoverStatus status = director.observation().failover();
    if (status == null) {
      return Optional.empty();
    }
    Optional<AgentEvent> event = Optional.empty();
    for (String router : status.instances().keySet()) {
      SortedSet<NodeId> masters = masters(router, agents);
      @Nullable SortedSet<NodeId> known =
          masters.size() > 1 ? told.put(router, masters) : told.remove(router);
      if (masters.size() > 1 && !masters.equals(known)) {
        event =
            Optional.of(
                AgentEvent.of(
                    EventType.CLUSTER_SPLIT_BRAIN,
                    FailoverPicture.splitBrain(masters),
                    Map.of("masters", masters.stream().map(NodeId::name).toList())));
      }
    }
    return event;
  }

  private static SortedSet<NodeId> masters(String router, Map<NodeId, AgentView> agents) {
    SortedSet<NodeId> masters = new TreeSet<>();
    agents.forEach((node, view) -> {
      FailoverStatus status = view.observation().failover();
      if (status != null
          && view.connected()
          && isMaster(view)
          && status.instances().containsKey(router)) {
        masters.add(node);
      }
    });
    return Sorted.set(masters);
  }
}
