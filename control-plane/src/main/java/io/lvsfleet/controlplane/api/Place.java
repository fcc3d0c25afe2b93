package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.declared.ObjectPath;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Name;
import org.jspecify.annotations.Nullable;

/// The object a URL names.
///
/// @param path in the cluster's document
record Place(ClusterId cluster, ObjectKind kind, ObjectPath path) {

  /// The only object of its kind, or any of a list.
  static Place of(ClusterId cluster, ObjectKind kind) {
    return new Place(cluster, kind, kind.objectPath("any", "any"));
  }

  /// A name that no object can have is wrong where one is made, and unknown where one is looked
  /// for.
  static Place of(
      ClusterId cluster, ObjectKind kind, String container, String name, boolean isMade) {
    for (String one : kind.isPart() ? new String[] {container, name} : new String[] {name}) {
      if (!Name.isValid(one)) {
        throw isMade
            ? ApiProblem.parameter("name", "\"" + one + "\": " + Name.RULE)
            : noObject(kind, one);
      }
    }
    return new Place(cluster, kind, kind.objectPath(container, name));
  }

  /// Null when there is neither the cluster nor a need for it.
  @Nullable ClusterTopology in(Topology topology) {
    requireContainer(topology);
    return topology.cluster(cluster);
  }

  /// That there is what the object is in.
  void requireContainer(Topology topology) {
    ClusterTopology current = topology.cluster(cluster);
    if (current == null && kind != ObjectKind.CLUSTER) {
      throw ApiProblem.noCluster(cluster.name());
    }
    if (current != null && kind.isPart()) {
      requireService(current, path);
    }
  }

  static void requireService(ClusterTopology cluster, ObjectPath part) {
    String service =
        switch (part) {
          case ObjectPath.RealServer(String name, _) -> name;
          case ObjectPath.Check(String name, _) -> name;
          case ObjectPath.Cluster _,
              ObjectPath.Directors _,
              ObjectPath.Node _,
              ObjectPath.VirtualIp _,
              ObjectPath.Service _ ->
              throw new IllegalArgumentException(part + " is no part of a service");
        };
    if (!cluster.services().containsKey(service)) {
      throw new ApiProblem(
          ProblemType.NOT_FOUND, "there is no virtualServices/" + service + " in the cluster");
    }
  }

  ApiProblem notFound() {
    return kind == ObjectKind.CLUSTER
        ? ApiProblem.noCluster(cluster.name())
        : new ApiProblem(
            ProblemType.NOT_FOUND, "there is no " + path.text() + " in cluster " + cluster);
  }

  private static ApiProblem noObject(ObjectKind kind, String name) {
    return new ApiProblem(
        ProblemType.NOT_FOUND, "there is no " + kind.schema() + " \"" + name + "\"");
  }
}
