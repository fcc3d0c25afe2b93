package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.model.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kinds of objects of a cluster: where each stands in a URL and in the document. Everything
/// that is served, described or tested for all kinds follows this list.
enum ObjectKind {
  CLUSTER("", "cluster", "Cluster", "ClusterDocument", "the whole cluster"),
  DIRECTORS("", "directors", "Directors", "Directors", "the directors of a cluster"),
  NODE("nodes", "node", "ClusterNode", "Node", "a host as the document declares it"),
  VIRTUAL_IP("virtual-ips", "virtualIp", "VirtualIp", "VirtualIp", "a virtual IP of a cluster"),
  VIRTUAL_SERVICE(
      "virtual-services",
      "virtualService",
      "VirtualService",
      "VirtualService",
      "a virtual service with its checks and real servers"),
  REAL_SERVER(
      "real-servers",
      "realServer",
      "RealServer",
      "RealServer",
      "a real server of a virtual service"),
  CHECK("checks", "check", "Check", "Check", "a check of a service");

  /// Below which all of them are.
  static final String CLUSTERS = "/api/v1/clusters/{cluster}";

  private final String collection;
  private final String parameter;
  private final String operation;
  private final String schema;
  private final String words;

  ObjectKind(String collection, String parameter, String operation, String schema, String words) {
    this.collection = collection;
    this.parameter = parameter;
    this.operation = operation;
    this.schema = schema;
    this.words = words;
  }

  /// The path of one object, with names in braces.
  String path() {
    return switch (this) {
      case CLUSTER -> CLUSTERS;
      case DIRECTORS -> CLUSTERS + "/directors";
      case NODE, VIRTUAL_IP, VIRTUAL_SERVICE, REAL_SERVER, CHECK ->
          listPath() + "/{" + parameter + "}";
    };
  }

  /// The path of the list; only of what is in one.
  String listPath() {
    return switch (this) {
      case CLUSTER, DIRECTORS -> throw new IllegalStateException(this + " is in no list");
      case NODE, VIRTUAL_IP, VIRTUAL_SERVICE -> CLUSTERS + "/" + collection;
      case REAL_SERVER, CHECK -> VIRTUAL_SERVICE.path() + "/" + collection;
    };
  }

  boolean isListed() {
    return this != CLUSTER && this != DIRECTORS;
  }

  /// A cluster without directors is none.
  boolean isDeletable() {
    return this != DIRECTORS;
  }

  /// For operation ids: `getRealServer`.
  String operation() {
    return operation;
  }

  String schema() {
    return schema;
  }

  /// For summaries.
  String words() {
    return words;
  }

  boolean isPart() {
    return this == REAL_SERVER || this == CHECK;
  }

  /// The kind of a path segment directly below a cluster; null when it is none.
  static @Nullable ObjectKind ofCollection(String segment) {
    return segment.equals("directors")
        ? DIRECTORS
        : List.of(NODE, VIRTUAL_IP, VIRTUAL_SERVICE).stream()
            .filter(kind -> kind.collection.equals(segment))
            .findFirst()
            .orElse(null);
  }

  /// The kind of a path segment below an object; null when it is none.
  static @Nullable ObjectKind ofParts(String collection, String segment) {
    return !collection.equals(VIRTUAL_SERVICE.collection)
        ? null
        : List.of(REAL_SERVER, CHECK).stream()
            .filter(kind -> kind.collection.equals(segment))
            .findFirst()
            .orElse(null);
  }

  /// @param container the service's name; does not count elsewhere
  ObjectPath objectPath(String container, String name) {
    return switch (this) {
      case CLUSTER -> new ObjectPath.Cluster();
      case DIRECTORS -> new ObjectPath.Directors();
      case NODE -> new ObjectPath.Node(new NodeId(name));
      case VIRTUAL_IP -> new ObjectPath.VirtualIp(name);
      case VIRTUAL_SERVICE -> new ObjectPath.Service(name);
      case REAL_SERVER -> new ObjectPath.RealServer(container, name);
      case CHECK -> new ObjectPath.Check(container, name);
    };
  }
}
