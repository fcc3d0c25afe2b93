package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.ObjectChange;
import io.lvsfleet.controlplane.declared.ObjectPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;

/// Row-level changes as changes of the document's objects.
public final class ObjectChanges {

  private ObjectChanges() {}

  /// Objects whose text changes, containers before their parts. An address that is chosen anew
  /// changes a row and no object.
  ///
  /// @param after `before` with the changes; empty when the cluster is removed
  public static List<ObjectChange> of(
      ClusterTopology before, ClusterTopology after, List<TopologyChange> changes) {
    SequencedSet<ObjectPath> touched = new LinkedHashSet<>();
    changes.forEach(change -> add(touched, before, change));
    List<ObjectChange> result = new ArrayList<>();
    for (ObjectPath path : touched) {
      Fragment was = ClusterObjects.own(before, path);
      Fragment becomes = ClusterObjects.own(after, path);
      if (!Objects.equals(was, becomes)) {
        result.add(new ObjectChange(path, was, becomes));
      }
    }
    return result;
  }

  private static void add(
      SequencedSet<ObjectPath> paths, ClusterTopology before, TopologyChange change) {
    switch (change) {
      case TopologyChange.OpenRevision _ -> {
        // Changes no object by itself.
      }
      case TopologyChange.PutSettings _ -> {
        paths.add(new ObjectPath.Cluster());
        paths.add(new ObjectPath.Directors());
      }
      case TopologyChange.RemoveCluster _ -> {
        paths.add(new ObjectPath.Cluster());
        paths.add(new ObjectPath.Directors());
        before.nodes().keySet().forEach(node -> paths.add(new ObjectPath.Node(node)));
        before.virtualIps().keySet().forEach(name -> paths.add(new ObjectPath.VirtualIp(name)));
        before.services().forEach((name, rows) -> addWhole(paths, name, rows));
      }
      case TopologyChange.PutMember _, TopologyChange.RemoveMember _ ->
          paths.add(new ObjectPath.Directors());
      case TopologyChange.PutNode put -> paths.add(new ObjectPath.Node(put.node()));
      case TopologyChange.RemoveNode remove -> paths.add(new ObjectPath.Node(remove.node()));
      case TopologyChange.PutVirtualIp put -> paths.add(new ObjectPath.VirtualIp(put.name()));
      case TopologyChange.RemoveVirtualIp remove ->
          paths.add(new ObjectPath.VirtualIp(remove.name()));
      case TopologyChange.PutService put -> paths.add(new ObjectPath.Service(put.name()));
      case TopologyChange.RemoveService remove -> {
        ServiceRows rows = before.services().get(remove.name());
        if (rows != null) {
          addWhole(paths, remove.name(), rows);
        }
      }
      case TopologyChange.PutRealServer put ->
          paths.add(new ObjectPath.RealServer(put.service(), put.name()));
      case TopologyChange.RemoveRealServer remove ->
          paths.add(new ObjectPath.RealServer(remove.service(), remove.name()));
      case TopologyChange.PutCheck put ->
          paths.add(new ObjectPath.Check(put.service(), put.name()));
      case TopologyChange.RemoveCheck remove ->
          paths.add(new ObjectPath.Check(remove.service(), remove.name()));
    }
  }

  private static void addWhole(SequencedSet<ObjectPath> paths, String service, ServiceRows rows) {
    paths.add(new ObjectPath.Service(service));
    rows.checks().keySet().forEach(name -> paths.add(new ObjectPath.Check(service, name)));
    rows.realServers()
        .keySet()
        .forEach(name -> paths.add(new ObjectPath.RealServer(service, name)));
  }
}
