package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.hibernate.StatelessSession;

/// Reads all rows, one query per table.
final class RowReader {

  private final StatelessSession session;

  RowReader(StatelessSession session) {
    this.session = session;
  }

  Topology read() {
    var members =
        grouped(
            MemberEntity.class,
            m -> m.id.cluster(),
            m -> m.id.position(),
            m -> new Row<>(Entities.value(m), new Revision(m.changed)));
    var nodes =
        grouped(
            NodeEntity.class,
            n -> n.id.cluster(),
            n -> new NodeId(n.id.name()),
            n -> new Row<>(Entities.value(n), new Revision(n.changed)));
    var vips =
        grouped(
            VirtualIpEntity.class,
            v -> v.id.cluster(),
            v -> v.id.name(),
            v -> new Row<>(Entities.value(v), new Revision(v.changed)));
    var services = services();
    SortedMap<String, Row<AllocatedSettings>> settings = new TreeMap<>();
    for (SettingsEntity row : all(SettingsEntity.class)) {
      settings.put(row.cluster, new Row<>(SettingsRows.value(row), new Revision(row.changed)));
    }
    SortedMap<ClusterId, ClusterTopology> clusters = new TreeMap<>();
    SortedMap<ClusterId, Revision> removed = new TreeMap<>();
    for (ClusterEntity row : all(ClusterEntity.class)) {
      ClusterId id = new ClusterId(row.id);
      Revision revision = new Revision(row.revision);
      if (row.removed) {
        removed.put(id, revision);
      } else {
        clusters.put(
            id,
            new ClusterTopology(
                id,
                revision,
                settings.getOrDefault(row.id, new Row<>(AllocatedSettings.NONE, Revision.NONE)),
                members.getOrDefault(row.id, Sorted.map()),
                nodes.getOrDefault(row.id, Sorted.map()),
                vips.getOrDefault(row.id, Sorted.map()),
                services.getOrDefault(row.id, Sorted.map())));
      }
    }
    return Topology.of(clusters, removed);
  }

  private SortedMap<String, SortedMap<String, ServiceRows>> services() {
    SortedMap<String, SortedMap<String, Row<DeclaredCheck>>> checks =
        grouped(
            CheckEntity.class,
            c -> c.id.cluster() + "/" + c.id.service(),
            c -> c.id.name(),
            c -> new Row<>(Entities.value(c), new Revision(c.changed)));
    SortedMap<String, SortedMap<String, Row<AllocatedRealServer>>> servers =
        grouped(
            RealServerEntity.class,
            r -> r.id.cluster() + "/" + r.id.service(),
            r -> r.id.name(),
            r -> new Row<>(Entities.value(r), new Revision(r.changed)));
    return grouped(
        ServiceEntity.class,
        s -> s.id.cluster(),
        s -> s.id.name(),
        s -> {
          String key = s.id.cluster() + "/" + s.id.name();
          return new ServiceRows(
              new Row<>(Entities.value(s), new Revision(s.changed)),
              checks.getOrDefault(key, Sorted.map()),
              servers.getOrDefault(key, Sorted.map()));
        });
  }

  private <E, K extends Comparable<K>, V> SortedMap<String, SortedMap<K, V>> grouped(
      Class<E> entity, Function<E, String> group, Function<E, K> key, Function<E, V> value) {
    SortedMap<String, SortedMap<K, V>> groups = new TreeMap<>();
    for (E row : all(entity)) {
      groups
          .computeIfAbsent(group.apply(row), _ -> new TreeMap<>())
          .put(key.apply(row), value.apply(row));
    }
    return groups;
  }

  <E> List<E> all(Class<E> entity) {
    return session.createSelectionQuery("from " + entity.getName(), entity).getResultList();
  }
}
