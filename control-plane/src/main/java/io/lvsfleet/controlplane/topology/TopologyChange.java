package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;

/// One change of one row. "Put" creates or replaces.
public sealed interface TopologyChange {

  ClusterId cluster();

  /// Creates the cluster where there is none; the changes that follow belong to this revision.
  record OpenRevision(ClusterId cluster, Revision revision) implements TopologyChange {}

  /// Removes the cluster with all rows; its last revision is remembered, so that numbers under one
  /// name are never used twice.
  record RemoveCluster(ClusterId cluster, Revision revision) implements TopologyChange {}

  /// Of the cluster as a whole.
  record PutSettings(ClusterId cluster, AllocatedSettings settings) implements TopologyChange {}

  record PutMember(ClusterId cluster, int position, DeclaredMember member)
      implements TopologyChange {}

  /// Those that stay count as changed: the group is one object.
  record RemoveMember(ClusterId cluster, int position) implements TopologyChange {}

  record PutNode(ClusterId cluster, NodeId node, DeclaredNode declared) implements TopologyChange {}

  record RemoveNode(ClusterId cluster, NodeId node) implements TopologyChange {}

  record PutVirtualIp(ClusterId cluster, String name, DeclaredVirtualIp virtualIp)
      implements TopologyChange {}

  record RemoveVirtualIp(ClusterId cluster, String name) implements TopologyChange {}

  /// The service's checks and real servers stay as they are.
  record PutService(ClusterId cluster, String name, ServiceSettings settings)
      implements TopologyChange {}

  /// With its checks and real servers.
  record RemoveService(ClusterId cluster, String name) implements TopologyChange {}

  record PutRealServer(
      ClusterId cluster, String service, String name, AllocatedRealServer realServer)
      implements TopologyChange {}

  record RemoveRealServer(ClusterId cluster, String service, String name)
      implements TopologyChange {}

  record PutCheck(ClusterId cluster, String service, String name, DeclaredCheck check)
      implements TopologyChange {}

  record RemoveCheck(ClusterId cluster, String service, String name) implements TopologyChange {}
}
