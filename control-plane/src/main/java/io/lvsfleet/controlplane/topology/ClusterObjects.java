package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredDirectors;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.Fragment;
import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of a cluster as the objects of its document.
public final class ClusterObjects {

  private ClusterObjects() {}

  /// An object with all that is in it, and the revision that changed it last; null when it does not
  /// exist.
  public static @Nullable Row<? extends Fragment> get(ClusterTopology cluster, ObjectPath path) {
    return switch (path) {
      case ObjectPath.Cluster() -> new Row<>(cluster.document(), cluster.revision());
      case ObjectPath.Directors() -> directors(cluster);
      case ObjectPath.Node(NodeId node) -> cluster.nodes().get(node);
      case ObjectPath.VirtualIp(String name) -> cluster.virtualIps().get(name);
      case ObjectPath.Service(String name) -> {
        ServiceRows rows = cluster.services().get(name);
        yield rows == null ? null : new Row<>(rows.declared(), rows.changed());
      }
      case ObjectPath.RealServer(String service, String name) -> {
        ServiceRows rows = cluster.services().get(service);
        Row<AllocatedRealServer> row = rows == null ? null : rows.realServers().get(name);
        yield row == null ? null : new Row<>(row.value().declared(), row.changed());
      }
      case ObjectPath.Check(String service, String name) -> {
        ServiceRows rows = cluster.services().get(service);
        yield rows == null ? null : rows.checks().get(name);
      }
    };
  }

  /// The revision that changed an object last; null when it does not exist.
  public static @Nullable Revision changed(ClusterTopology cluster, ObjectPath path) {
    if (path instanceof ObjectPath.Cluster()) {
      return cluster.revision();
    }
    if (path instanceof ObjectPath.Service(String name)) {
      ServiceRows rows = cluster.services().get(name);
      return rows == null ? null : rows.changed();
    }
    Row<? extends Fragment> row = get(cluster, path);
    return row == null ? null : row.changed();
  }

  /// What an object says itself: a service without its checks and real servers, a cluster without
  /// its objects.
  public static @Nullable Fragment own(ClusterTopology cluster, ObjectPath path) {
    if (path instanceof ObjectPath.Cluster()) {
      return new ClusterDocument(
          cluster.settings().value().declared().outsideDirectors(),
          Sorted.map(),
          List.of(),
          Sorted.map(),
          Sorted.map());
    }
    if (path instanceof ObjectPath.Service(String name)) {
      ServiceRows rows = cluster.services().get(name);
      return rows == null
          ? null
          : new DeclaredService(rows.settings().value(), Sorted.map(), Sorted.map());
    }
    Row<? extends Fragment> row = get(cluster, path);
    return row == null ? null : row.value();
  }

  /// The names of the objects of one kind, in their order.
  ///
  /// @param any an object of that kind; its own name does not count
  public static Collection<ObjectPath> siblings(ClusterTopology cluster, ObjectPath any) {
    return switch (any) {
      case ObjectPath.Cluster(), ObjectPath.Directors() -> List.of(any);
      case ObjectPath.Node _ -> paths(cluster.nodes().keySet().stream().map(ObjectPath.Node::new));
      case ObjectPath.VirtualIp _ ->
          paths(cluster.virtualIps().keySet().stream().map(ObjectPath.VirtualIp::new));
      case ObjectPath.Service _ ->
          paths(cluster.services().keySet().stream().map(ObjectPath.Service::new));
      case ObjectPath.RealServer(String service, _) -> {
        ServiceRows rows = cluster.services().get(service);
        yield rows == null
            ? List.of()
            : paths(
                rows.realServers().keySet().stream()
                    .map(name -> new ObjectPath.RealServer(service, name)));
      }
      case ObjectPath.Check(String service, _) -> {
        ServiceRows rows = cluster.services().get(service);
        yield rows == null
            ? List.of()
            : paths(
                rows.checks().keySet().stream().map(name -> new ObjectPath.Check(service, name)));
      }
    };
  }

  private static List<ObjectPath> paths(Stream<? extends ObjectPath> paths) {
    return paths.<ObjectPath>map(path -> path).toList();
  }

  private static @Nullable Row<DeclaredDirectors> directors(ClusterTopology cluster) {
    if (cluster.members().isEmpty()) {
      return null;
    }
    Revision changed =
        cluster.members().values().stream()
            .map(Row::changed)
            .reduce(cluster.settings().changed(), (a, b) -> a.compareTo(b) < 0 ? b : a);
    return new Row<>(
        new DeclaredDirectors(
            cluster.settings().value().declared().ofDirectors(),
            cluster.members().values().stream().map(Row::value).toList()),
        changed);
  }
}
