package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The row-level changes from a cluster as it is to a document.
final class Differences {

  private final ClusterId cluster;
  private final List<TopologyChange> changes = new ArrayList<>();

  private Differences(ClusterId cluster) {
    this.cluster = cluster;
  }

  /// Without the opening of a revision; empty when nothing differs.
  static List<TopologyChange> between(
      ClusterTopology before, ClusterDocument after, Findings findings) {
    Differences differences = new Differences(before.id());
    AllocatedSettings settings = new AllocatedSettings(after.settings(), findings.allocated());
    if (!before.settings().value().equals(settings)) {
      differences.changes.add(new TopologyChange.PutSettings(before.id(), settings));
    }
    differences.rows(before, after);
    differences.services(before.services(), after.services(), findings.addresses());
    return differences.changes;
  }

  private void rows(ClusterTopology before, ClusterDocument after) {
    SortedMap<Integer, DeclaredMember> members = new TreeMap<>();
    for (int i = 0; i < after.members().size(); i++) {
      members.put(i, after.members().get(i));
    }
    rows(
        before.members(),
        members,
        (position, member) -> new TopologyChange.PutMember(cluster, position, member),
        position -> new TopologyChange.RemoveMember(cluster, position));
    rows(
        before.nodes(),
        after.nodes(),
        (id, node) -> new TopologyChange.PutNode(cluster, id, node),
        id -> new TopologyChange.RemoveNode(cluster, id));
    rows(
        before.virtualIps(),
        after.virtualIps(),
        (name, vip) -> new TopologyChange.PutVirtualIp(cluster, name, vip),
        name -> new TopologyChange.RemoveVirtualIp(cluster, name));
  }

  private void services(
      SortedMap<String, ServiceRows> before,
      SortedMap<String, DeclaredService> after,
      SortedMap<ServerRef, IpAddress> addresses) {
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        changes.add(new TopologyChange.RemoveService(cluster, name));
      }
    }
    after.forEach((serviceName, service) -> {
      ServiceRows rows = before.get(serviceName);
      if (rows == null || !rows.settings().value().equals(service.settings())) {
        changes.add(new TopologyChange.PutService(cluster, serviceName, service.settings()));
      }
      rows(
          rows == null ? Sorted.map() : rows.checks(),
          service.checks(),
          (check, declared) -> new TopologyChange.PutCheck(cluster, serviceName, check, declared),
          check -> new TopologyChange.RemoveCheck(cluster, serviceName, check));
      SortedMap<String, AllocatedRealServer> servers = new TreeMap<>();
      service
          .realServers()
          .forEach((serverName, declared) ->
              servers.put(
                  serverName,
                  new AllocatedRealServer(
                      declared,
                      Objects.requireNonNull(
                          addresses.get(new ServerRef(serviceName, serverName)), serverName))));
      rows(
          rows == null ? Sorted.map() : rows.realServers(),
          servers,
          (serverName, value) ->
              new TopologyChange.PutRealServer(cluster, serviceName, serverName, value),
          serverName -> new TopologyChange.RemoveRealServer(cluster, serviceName, serverName));
    });
  }

  private <K, V> void rows(
      Map<K, Row<V>> before,
      Map<K, V> after,
      BiFunction<K, V, TopologyChange> put,
      Function<K, TopologyChange> remove) {
    for (K key : before.keySet()) {
      if (!after.containsKey(key)) {
        changes.add(remove.apply(key));
      }
    }
    after.forEach((key, value) -> {
      Row<V> row = before.get(key);
      if (row == null || !row.value().equals(value)) {
        changes.add(put.apply(key, value));
      }
    });
  }
}
