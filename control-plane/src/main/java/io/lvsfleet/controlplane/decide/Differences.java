package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
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
import java.util.function.UnaryOperator;

/// The row-level changes from a cluster as it is to a document.
final class Differences {

  private final ClusterId cluster;
  private final List<TopologyChange> changes = new ArrayList<>();

  private Differences(ClusterId cluster) {
    this.cluster = cluster;
  }

  /// Without the opening of a revision; empty when nothing differs.
  ///
  /// @param path where differences are looked for, and for what `addresses` has all
  static List<TopologyChange> between(
      ClusterTopology before,
      ClusterDocument after,
      SortedMap<ServerRef, IpAddress> addresses,
      ObjectPath path) {
    Differences differences = new Differences(before.id());
    switch (path) {
      case ObjectPath.RealServer(String service, String name) ->
          differences.services(
              only(before.services(), service, rows -> only(rows, name)),
              only(after.services(), service, declared -> only(declared, name)),
              addresses);
      case ObjectPath.Check(String service, _) ->
          differences.services(
              only(before.services(), service, rows -> only(rows, "")),
              only(after.services(), service, declared -> only(declared, "")),
              addresses);
      case ObjectPath.Service(String service) ->
          differences.services(
              only(before.services(), service, rows -> rows),
              only(after.services(), service, declared -> declared),
              addresses);
      case ObjectPath.Cluster _,
          ObjectPath.Directors _,
          ObjectPath.Node _,
          ObjectPath.VirtualIp _ -> {
        differences.rows(before, after);
        differences.services(before.services(), after.services(), addresses);
      }
    }
    return differences.changes;
  }

  private static <T> SortedMap<String, T> only(
      SortedMap<String, T> all, String name, UnaryOperator<T> part) {
    SortedMap<String, T> one = new TreeMap<>();
    T value = all.get(name);
    if (value != null) {
      one.put(name, part.apply(value));
    }
    return one;
  }

  private static ServiceRows only(ServiceRows service, String realServer) {
    return new ServiceRows(
        service.settings(),
        service.checks(),
        only(service.realServers(), realServer, server -> server));
  }

  private static DeclaredService only(DeclaredService service, String realServer) {
    return new DeclaredService(
        service.settings(),
        service.checks(),
        only(service.realServers(), realServer, server -> server));
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
