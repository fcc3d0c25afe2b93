package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import org.jspecify.annotations.Nullable;

/// What an operator wants.
public sealed interface Command {

  ClusterId cluster();

  /// The cluster shall be as the document says.
  ///
  /// @param confirmedRemovals how many virtual services and real servers may go although that is
  ///   suspiciously many; 0 when nothing was confirmed
  record PutCluster(ClusterId cluster, ClusterDocument document, int confirmedRemovals)
      implements Command {}

  /// One object of a cluster shall be as the fragment says, and all others as they are.
  ///
  /// @param fragment null when the object shall not be
  /// @param confirmedRemovals as above
  record PutObject(
      ClusterId cluster, ObjectPath path, @Nullable Fragment fragment, int confirmedRemovals)
      implements Command {}

  /// The cluster shall not be. Naming it is the confirmation.
  record DeleteCluster(ClusterId cluster) implements Command {}

  /// A director shall give the master's part away, once, and not take it back by itself. The
  /// document stays as it is.
  record HandOver(ClusterId cluster, NodeId from) implements Command {}
}
