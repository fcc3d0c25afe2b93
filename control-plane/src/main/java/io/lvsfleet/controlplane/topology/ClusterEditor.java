package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One cluster while a batch of changes is applied: each map is copied once, however many rows
/// change.
final class ClusterEditor {

  private final ClusterId id;
  private boolean exists;
  private Revision revision;
  private Row<AllocatedSettings> settings;
  private final SortedMap<Integer, Row<DeclaredMember>> members;
  private final SortedMap<NodeId, Row<DeclaredNode>> nodes;
  private final SortedMap<String, Row<DeclaredVirtualIp>> virtualIps;
  private final SortedMap<String, ServiceRows> untouched;
  private final SortedMap<String, ServiceEditor> touched = new TreeMap<>();

  /// Nodes for which a real server came or went; others stay in the cluster or out of it, unless
  /// anything else has changed than real servers.
  private final SortedSet<NodeId> movedNodes = new TreeSet<>();

  private boolean isReshaped;

  ClusterEditor(Topology topology, ClusterId id) {
    ClusterTopology before = topology.clusterOrEmpty(id);
    this.id = id;
    this.exists = topology.clusters().containsKey(id);
    this.revision = before.revision();
    this.settings = before.settings();
    this.members = new TreeMap<>(before.members());
    this.nodes = new TreeMap<>(before.nodes());
    this.virtualIps = new TreeMap<>(before.virtualIps());
    this.untouched = new TreeMap<>(before.services());
  }

  Revision revision() {
    return revision;
  }

  /// The nodes that may have come into the cluster or left it.
  SortedSet<NodeId> candidates(@Nullable ClusterTopology before, @Nullable ClusterTopology after) {
    if (!isReshaped) {
      return movedNodes;
    }
    SortedSet<NodeId> all = new TreeSet<>();
    if (before != null) {
      all.addAll(before.agents());
    }
    if (after != null) {
      all.addAll(after.agents());
    }
    return all;
  }

  /// Null when the cluster is gone.
  @Nullable ClusterTopology result() {
    if (!exists) {
      return null;
    }
    SortedMap<String, ServiceRows> services = new TreeMap<>(untouched);
    touched.forEach((name, editor) -> services.put(name, editor.result()));
    return new ClusterTopology(id, revision, settings, members, nodes, virtualIps, services);
  }

  void apply(TopologyChange change) {
    if (!exists && !(change instanceof TopologyChange.OpenRevision)) {
      throw new IllegalStateException("there is no cluster " + id + " for " + change);
    }
    isReshaped |= !isOfRealServers(change);
    switch (change) {
      case TopologyChange.OpenRevision open -> {
        isReshaped |= !exists;
        exists = true;
        revision = open.revision();
      }
      case TopologyChange.RemoveCluster remove -> clear(remove.revision());
      case TopologyChange.PutSettings put -> settings = row(put.settings());
      case TopologyChange.PutMember put -> members.put(put.position(), row(put.member()));
      case TopologyChange.RemoveMember remove -> {
        members.remove(remove.position());
        members.replaceAll((_, member) -> row(member.value()));
      }
      case TopologyChange.PutNode put -> nodes.put(put.node(), row(put.declared()));
      case TopologyChange.RemoveNode remove -> nodes.remove(remove.node());
      case TopologyChange.PutVirtualIp put -> virtualIps.put(put.name(), row(put.virtualIp()));
      case TopologyChange.RemoveVirtualIp remove -> virtualIps.remove(remove.name());
      case TopologyChange.PutService put -> putService(put);
      case TopologyChange.RemoveService remove -> {
        untouched.remove(remove.name());
        touched.remove(remove.name());
      }
      case TopologyChange.PutRealServer put ->
          moved(
              service(put.service()).realServers.put(put.name(), row(put.realServer())),
              put.realServer());
      case TopologyChange.RemoveRealServer remove -> {
        moved(service(remove.service()).realServers.remove(remove.name()), null);
        service(remove.service()).touch(revision);
      }
      case TopologyChange.PutCheck put ->
          service(put.service()).checks.put(put.name(), row(put.check()));
      case TopologyChange.RemoveCheck remove -> {
        service(remove.service()).checks.remove(remove.name());
        service(remove.service()).touch(revision);
      }
    }
  }

  private static boolean isOfRealServers(TopologyChange change) {
    return change instanceof TopologyChange.OpenRevision
        || change instanceof TopologyChange.PutRealServer
        || change instanceof TopologyChange.RemoveRealServer
        || change instanceof TopologyChange.PutCheck
        || change instanceof TopologyChange.RemoveCheck;
  }

  private void moved(@Nullable Row<AllocatedRealServer> was, @Nullable AllocatedRealServer is) {
    NodeId from = was == null ? null : was.value().declared().node();
    NodeId to = is == null ? null : is.declared().node();
    if (!Objects.equals(from, to)) {
      if (from != null) {
        movedNodes.add(from);
      }
      if (to != null) {
        movedNodes.add(to);
      }
    }
  }

  private void clear(Revision last) {
    exists = false;
    revision = last;
    settings = new Row<>(AllocatedSettings.NONE, Revision.NONE);
    members.clear();
    nodes.clear();
    virtualIps.clear();
    untouched.clear();
    touched.clear();
  }

  private void putService(TopologyChange.PutService put) {
    if (untouched.containsKey(put.name()) || touched.containsKey(put.name())) {
      service(put.name()).settings = row(put.settings());
    } else {
      touched.put(put.name(), new ServiceEditor(row(put.settings())));
    }
  }

  private ServiceEditor service(String name) {
    ServiceRows rows = untouched.remove(name);
    if (rows != null) {
      ServiceEditor editor = new ServiceEditor(rows.settings());
      editor.checks.putAll(rows.checks());
      editor.realServers.putAll(rows.realServers());
      touched.put(name, editor);
    }
    ServiceEditor editor = touched.get(name);
    if (editor == null) {
      throw new IllegalStateException("there is no service " + name + " in cluster " + id);
    }
    return editor;
  }

  private <T> Row<T> row(T value) {
    return new Row<>(value, revision);
  }

  private static final class ServiceEditor {
    private Row<ServiceSettings> settings;
    private final SortedMap<String, Row<DeclaredCheck>> checks = new TreeMap<>();
    private final SortedMap<String, Row<AllocatedRealServer>> realServers = new TreeMap<>();

    ServiceEditor(Row<ServiceSettings> settings) {
      this.settings = settings;
    }

    void touch(Revision revision) {
      settings = new Row<>(settings.value(), revision);
    }

    ServiceRows result() {
      return new ServiceRows(settings, checks, realServers);
    }
  }
}
