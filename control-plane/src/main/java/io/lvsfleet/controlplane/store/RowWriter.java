package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.ClusterId;
import java.util.List;
import org.hibernate.StatelessSession;

/// Writes row-level changes, each as one statement that reads nothing first.
final class RowWriter {

  private final StatelessSession session;
  private final long revision;

  RowWriter(StatelessSession session, long revision) {
    this.session = session;
    this.revision = revision;
  }

  void write(TopologyChange change) {
    switch (change) {
      case TopologyChange.OpenRevision open -> putCluster(open.cluster(), false);
      case TopologyChange.RemoveCluster remove -> {
        removeRows(remove.cluster());
        putCluster(remove.cluster(), true);
      }
      case TopologyChange.PutSettings put -> session.upsert(SettingsRows.of(put, revision));
      case TopologyChange.PutMember put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveMember remove -> {
        execute(
            "delete from Member where id.cluster = ?1 and id.position = ?2",
            remove.cluster().name(),
            remove.position());
        execute(
            "update Member set changed = ?2 where id.cluster = ?1",
            remove.cluster().name(),
            revision);
      }
      case TopologyChange.PutNode put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveNode remove ->
          execute(
              "delete from Node where id.cluster = ?1 and id.name = ?2",
              remove.cluster().name(),
              remove.node().name());
      case TopologyChange.PutVirtualIp put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveVirtualIp remove ->
          execute(
              "delete from VirtualIp where id.cluster = ?1 and id.name = ?2",
              remove.cluster().name(),
              remove.name());
      case TopologyChange.PutService put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveService remove ->
          // Its parts go with it: ON DELETE CASCADE.
          execute(
              "delete from VirtualService where id.cluster = ?1 and id.name = ?2",
              remove.cluster().name(),
              remove.name());
      case TopologyChange.PutRealServer put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveRealServer remove -> {
        removePart("RealServer", remove.cluster(), remove.service(), remove.name());
        touch(remove.cluster(), remove.service());
      }
      case TopologyChange.PutCheck put -> session.upsert(Entities.of(put, revision));
      case TopologyChange.RemoveCheck remove -> {
        removePart("HealthCheck", remove.cluster(), remove.service(), remove.name());
        touch(remove.cluster(), remove.service());
      }
    }
  }

  private void putCluster(ClusterId cluster, boolean removed) {
    ClusterEntity row = new ClusterEntity();
    row.id = cluster.name();
    row.revision = revision;
    row.removed = removed;
    session.upsert(row);
  }

  private void removeRows(ClusterId cluster) {
    execute("delete from ClusterSettings where cluster = ?1", cluster.name());
    execute(
        "delete from OperatorOverride where id.scope = ?1",
        new OverrideKey.Scope.OfCluster(cluster).text());
    for (String entity : List.of("Member", "Node", "VirtualIp", "VirtualService")) {
      execute("delete from " + entity + " where id.cluster = ?1", cluster.name());
    }
  }

  private void removePart(String entity, ClusterId cluster, String service, String name) {
    execute(
        "delete from " + entity + " where id.cluster = ?1 and id.service = ?2 and id.name = ?3",
        cluster.name(),
        service,
        name);
  }

  private void touch(ClusterId cluster, String service) {
    execute(
        "update VirtualService set changed = ?3 where id.cluster = ?1 and id.name = ?2",
        cluster.name(),
        service,
        revision);
  }

  private void execute(String hql, Object... parameters) {
    var query = session.createMutationQuery(hql);
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, parameters[i]);
    }
    query.executeUpdate();
  }
}
