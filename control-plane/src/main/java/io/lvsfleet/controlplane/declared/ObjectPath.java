package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import java.util.List;

/// Where an object stands in its cluster's document.
public sealed interface ObjectPath {

  /// The document itself.
  record Cluster() implements ObjectPath {}

  record Directors() implements ObjectPath {}

  record Node(NodeId node) implements ObjectPath {}

  record VirtualIp(String name) implements ObjectPath {}

  record Service(String name) implements ObjectPath {}

  record RealServer(String service, String name) implements ObjectPath {}

  record Check(String service, String name) implements ObjectPath {}

  /// The names of the fields that lead there.
  default List<String> steps() {
    return switch (this) {
      case Cluster() -> List.of();
      case Directors() -> List.of("directors");
      case Node(NodeId node) -> List.of("nodes", node.name());
      case VirtualIp(String name) -> List.of("virtualIps", name);
      case Service(String name) -> List.of("virtualServices", name);
      case RealServer(String service, String name) ->
          List.of("virtualServices", service, "realServers", name);
      case Check(String service, String name) ->
          List.of("virtualServices", service, "checks", name);
    };
  }

  default Pointer pointer() {
    return Pointer.of(steps().toArray(String[]::new));
  }

  /// For example `virtualServices/http/realServers/a`.
  default String text() {
    return String.join("/", steps());
  }
}
