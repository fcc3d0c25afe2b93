package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/// What every node should be. Implemented over the topology image.
public interface DesiredStates {

  /// The newest state of a node, empty while the topology has not been loaded ("no state yet" is
  /// not an empty state). A node that is in no cluster has a state that says just that.
  Optional<Desired> desired(NodeId node);

  /// The directors that use what this node reports as a real server.
  SortedSet<NodeId> directorsOf(NodeId realServerNode);

  /// Calls back with the nodes whose state changed, after the change is stored.
  FleetView.Subscription subscribe(Consumer<SortedSet<NodeId>> changed);
}
