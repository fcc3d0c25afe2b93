package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedSet;

/// The answer to a [Command]. Nothing has happened yet.
public sealed interface Decision {

  /// @param revision the cluster's new one
  /// @param next the topology with the changes
  /// @param touched nodes whose state changes
  /// @param after what the cluster will ask of its nodes
  /// @param allowedRemovals what this change removes of any one node, which agents therefore may
  record Accepted(
      Revision revision,
      List<TopologyChange> changes,
      Topology next,
      SortedSet<NodeId> touched,
      CompiledCluster after,
      int allowedRemovals,
      List<Violation> warnings)
      implements Decision {
    public Accepted {
      changes = List.copyOf(changes);
      touched = Sorted.set(touched);
      warnings = List.copyOf(warnings);
    }
  }

  /// Everything is as wanted.
  record Unchanged(List<Violation> warnings) implements Decision {
    public Unchanged {
      warnings = List.copyOf(warnings);
    }
  }

  record Rejected(List<Violation> violations) implements Decision {
    public Rejected {
      violations = List.copyOf(violations);
    }
  }

  /// The change takes much away; it is made when it is sent again with this number.
  ///
  /// @param objects what would go: `virtualServices/http`, `virtualServices/http/realServers/a`
  record NeedsConfirmation(int removals, String detail, List<String> objects) implements Decision {
    public NeedsConfirmation {
      objects = List.copyOf(objects);
    }
  }
}
