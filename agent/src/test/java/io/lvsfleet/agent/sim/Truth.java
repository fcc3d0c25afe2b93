package io.lvsfleet.agent.sim;

import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/// Where states come from, and who concerns whom.
public interface Truth {

  List<NodeId> nodes();

  /// Something is changed.
  Change change(ModelGen random);

  /// A last change, of which nothing may be refused.
  Change lastChange(ModelGen random);

  /// The directors that use what a node reports as a real server.
  SortedSet<NodeId> directorsOf(NodeId realServer);

  /// A key virtual services often have.
  VirtualServiceKey key(ModelGen random);

  /// @param states of the nodes that have a new one
  record Change(SortedMap<NodeId, NodeState> states, int allowedRemovals) {
    public Change {
      states = Sorted.map(states);
    }
  }
}
