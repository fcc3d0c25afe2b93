package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.model.ClusterId;

/// What an operator wants.
public sealed interface Command {

  ClusterId cluster();

  /// The cluster shall be as the document says.
  ///
  /// @param confirmedRemovals how many virtual services and real servers may go although that is
  ///   suspiciously many; 0 when nothing was confirmed
  record PutCluster(ClusterId cluster, ClusterDocument document, int confirmedRemovals)
      implements Command {}

  /// The cluster shall not be. Naming it is the confirmation.
  record DeleteCluster(ClusterId cluster) implements Command {}
}
