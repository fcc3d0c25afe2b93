package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What an accepted change tells.
final class ChangeEvents {

  private ChangeEvents() {}

  /// A staged revision goes to those that were held.
  static Event released(ClusterId cluster, Revision revision, List<String> nodes, Instant at) {
    return new Event(
        at,
        EventType.ROLLOUT_RELEASED,
        Sorted.set(Set.of(cluster)),
        null,
        null,
        "revision " + revision + " goes to the others: " + String.join(", ", nodes),
        Map.of("revision", revision.number(), "nodes", nodes));
  }

  /// @param isFirst whether the cluster did not exist before
  /// @param waitedFor how many agents the rollout waits for
  static List<Event> of(
      Command command,
      Decision.Accepted accepted,
      boolean isFirst,
      ChangeCounts counts,
      int waitedFor,
      Author author,
      Instant at) {
    ClusterId cluster = command.cluster();
    SortedSet<ClusterId> clusters = Sorted.set(Set.of(cluster));
    long revision = accepted.revision().number();
    EventType type =
        command instanceof Command.DeleteCluster
            ? EventType.CLUSTER_REMOVED
            : isFirst ? EventType.CLUSTER_CREATED : EventType.CLUSTER_CHANGED;
    Map<String, @Nullable Object> data = new HashMap<>();
    data.put("revision", revision);
    data.put("nodes", accepted.touched().stream().map(NodeId::name).toList());
    data.put("created", counts.created());
    data.put("updated", counts.updated());
    data.put("deleted", counts.deleted());
    data.put("reason", author.why());
    String why = author.why();
    String sentence = "revision " + revision + (why == null || why.isEmpty() ? "" : ": " + why);
    return List.of(
        new Event(at, type, clusters, null, author.who(), sentence, data),
        new Event(
            at,
            EventType.ROLLOUT_STARTED,
            clusters,
            null,
            author.who(),
            "revision " + revision + " to " + waitedFor + " agents",
            Map.of("revision", revision, "agents", waitedFor)));
  }
}
