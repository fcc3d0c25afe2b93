package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A document with one object created, replaced or deleted.
public final class DocumentEdit {

  private DocumentEdit() {}

  /// @param fragment what the object shall be; null when it shall not be. A part of a service that
  ///   does not exist is nowhere to be put, and the document stays as it is
  public static ClusterDocument with(
      ClusterDocument document, ObjectPath path, @Nullable Fragment fragment) {
    return switch (path) {
      case ObjectPath.Cluster() ->
          fragment == null ? ClusterDocument.EMPTY : (ClusterDocument) fragment;
      case ObjectPath.Directors() -> withDirectors(document, (DeclaredDirectors) fragment);
      case ObjectPath.Node(NodeId node) ->
          new ClusterDocument(
              document.settings(),
              edited(document.nodes(), node, (DeclaredNode) fragment),
              document.members(),
              document.virtualIps(),
              document.services());
      case ObjectPath.VirtualIp(String name) ->
          new ClusterDocument(
              document.settings(),
              document.nodes(),
              document.members(),
              edited(document.virtualIps(), name, (DeclaredVirtualIp) fragment),
              document.services());
      case ObjectPath.Service(String name) ->
          withService(document, name, (DeclaredService) fragment);
      case ObjectPath.RealServer(String service, String name) -> {
        DeclaredService old = document.services().get(service);
        yield old == null
            ? document
            : withService(
                document,
                service,
                new DeclaredService(
                    old.settings(),
                    old.checks(),
                    edited(old.realServers(), name, (DeclaredRealServer) fragment)));
      }
      case ObjectPath.Check(String service, String name) -> {
        DeclaredService old = document.services().get(service);
        yield old == null
            ? document
            : withService(
                document,
                service,
                new DeclaredService(
                    old.settings().withOwnChecks(),
                    edited(old.checks(), name, (DeclaredCheck) fragment),
                    old.realServers()));
      }
    };
  }

  private static ClusterDocument withDirectors(
      ClusterDocument document, @Nullable DeclaredDirectors directors) {
    DeclaredDirectors after =
        directors == null ? new DeclaredDirectors(ClusterSettings.NONE, List.of()) : directors;
    return new ClusterDocument(
        document.settings().withDirectors(after.settings()),
        document.nodes(),
        after.members(),
        document.virtualIps(),
        document.services());
  }

  private static ClusterDocument withService(
      ClusterDocument document, String name, @Nullable DeclaredService service) {
    return new ClusterDocument(
        document.settings(),
        document.nodes(),
        document.members(),
        document.virtualIps(),
        edited(document.services(), name, service));
  }

  private static <K, V> SortedMap<K, V> edited(SortedMap<K, V> map, K key, @Nullable V value) {
    SortedMap<K, V> edited = new TreeMap<>(map);
    if (value == null) {
      edited.remove(key);
    } else {
      edited.put(key, value);
    }
    return edited;
  }
}
