package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a change of an override tells.
final class OverrideEvents {

  static final String CANCELLED = "cancelled";
  static final String EXPIRED = "expired";
  static final String CLUSTER_REMOVED = "cluster-removed";

  private OverrideEvents() {}

  /// @param why it ended; null when it did not
  static Event of(
      EventType type,
      StandingOverride standing,
      SortedSet<ClusterId> clusters,
      SortedSet<NodeId> nodes,
      String author,
      @Nullable String why,
      Instant at) {
    DeclaredOverride declared = standing.declared();
    DeclaredOverride.Target target = declared.kind().target();
    Map<String, @Nullable Object> data = new HashMap<>();
    data.put("override", standing.key().id());
    data.put("scope", standing.key().scope().text());
    data.put("kind", declared.kind().word());
    data.put("target", target == null ? null : target.text());
    data.put("owner", standing.owner());
    data.put("reason", declared.reason());
    data.put("expiresAt", declared.expiresAt() == null ? null : declared.expiresAt().toString());
    data.put("nodes", nodes.stream().map(NodeId::name).toList());
    if (type == EventType.OVERRIDE_ENDED) {
      data.put("why", why);
    }
    String sentence =
        declared.kind().word()
            + (target == null ? "" : " of " + target.text())
            + (why == null ? "" : " ended (" + why + ")")
            + ": "
            + declared.reason();
    NodeId node = standing.key().scope() instanceof OverrideKey.Scope.OfNode(var of) ? of : null;
    return new Event(at, type, clusters, node, author, sentence, data);
  }

  /// Those of a cluster that is removed.
  static List<Event> removed(Image now, ClusterId cluster, String author, Instant at) {
    return now.overrides().of(new OverrideKey.Scope.OfCluster(cluster)).stream()
        .map(standing ->
            of(
                EventType.OVERRIDE_ENDED,
                standing,
                new TreeSet<>(Set.of(cluster)),
                new TreeSet<>(),
                author,
                CLUSTER_REMOVED,
                at))
        .toList();
  }
}
