package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Kind;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Weight;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Overrides as rows and back.
final class OverrideRows {

  private static final String CLUSTERS = "clusters/";
  private static final String NODES = "nodes/";

  private OverrideRows() {}

  static OverrideId id(OverrideKey key) {
    return new OverrideId(key.scope().text(), key.id());
  }

  static OverrideEntity of(StandingOverride standing) {
    OverrideEntity row = new OverrideEntity();
    row.id = id(standing.key());
    Kind kind = standing.declared().kind();
    row.kind = kind.word();
    switch (kind.target()) {
      case Target.RealServer(String service, String name) -> {
        row.service = service;
        row.realServer = name;
      }
      case Target.OnNode(NodeId node) -> row.node = node.name();
      case null -> {}
    }
    switch (kind) {
      case DeclaredOverride.Drain drain -> {
        row.connections = drain.connections();
        row.deadline = drain.deadline();
      }
      case DeclaredOverride.Pin pin -> row.weight = pin.weight().value();
      case DeclaredOverride.Disable _,
          DeclaredOverride.Maintenance _,
          DeclaredOverride.Freeze _ -> {}
    }
    row.owner = standing.owner();
    row.reason = standing.declared().reason();
    row.since = standing.since();
    row.expiresAt = standing.declared().expiresAt();
    row.changed = standing.changed();
    Map<String, Long> waitsFor = new HashMap<>();
    standing.scope().forEach((node, number) -> waitsFor.put(node.name(), number));
    row.waitsFor = waitsFor;
    return row;
  }

  static StandingOverride value(OverrideEntity row) {
    SortedMap<NodeId, Long> scope = new TreeMap<>();
    row.waitsFor.forEach((node, number) -> scope.put(new NodeId(node), number));
    return new StandingOverride(
        new OverrideKey(scope(row.id.scope()), row.id.id()),
        new DeclaredOverride(kind(row), row.reason, row.expiresAt),
        row.owner,
        row.since,
        row.changed,
        scope);
  }

  private static OverrideKey.Scope scope(String text) {
    return text.startsWith(CLUSTERS)
        ? new OverrideKey.Scope.OfCluster(new ClusterId(text.substring(CLUSTERS.length())))
        : new OverrideKey.Scope.OfNode(new NodeId(text.substring(NODES.length())));
  }

  private static Kind kind(OverrideEntity row) {
    return switch (row.kind) {
      case "drain" ->
          new DeclaredOverride.Drain(
              target(row), Objects.requireNonNull(row.connections), row.deadline);
      case "disable" -> new DeclaredOverride.Disable(target(row));
      case "maintenance" ->
          new DeclaredOverride.Maintenance(
              new Target.OnNode(new NodeId(Objects.requireNonNull(row.node))));
      case "pin" ->
          new DeclaredOverride.Pin(
              new Target.RealServer(
                  Objects.requireNonNull(row.service), Objects.requireNonNull(row.realServer)),
              new Weight(Objects.requireNonNull(row.weight)));
      case "freeze" -> new DeclaredOverride.Freeze();
      default -> throw new IllegalStateException("an override of kind " + row.kind);
    };
  }

  private static Target target(OverrideEntity row) {
    return row.node != null
        ? new Target.OnNode(new NodeId(row.node))
        : new Target.RealServer(
            Objects.requireNonNull(row.service), Objects.requireNonNull(row.realServer));
  }
}
