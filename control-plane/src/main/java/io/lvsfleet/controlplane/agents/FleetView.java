package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/// All agents that were seen since this program started. Implemented by `fleet`.
public interface FleetView {

  SortedMap<NodeId, AgentView> agents();

  default Optional<AgentView> agent(NodeId node) {
    return Optional.ofNullable(agents().get(node));
  }

  /// Calls back after a view changed, on a thread of the fleet: return quickly, do not block.
  Subscription subscribe(Consumer<NodeId> changed);

  /// Ends a subscription; closing twice is allowed.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
