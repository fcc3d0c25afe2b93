package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// An order that a director hands over, and what it costs.
///
/// @param state `none` without an order, `ordered`, `done` once the director has heeded it
/// @param master now; absent when it is none, or several
/// @param activeConnections of the director, as it counted last; absent when it is not known
/// @param known how many of them the other director that knows most of them counts
/// @param wouldLose how many connections would end if it handed over now: an estimate
public record HandoverView(
    String cluster,
    String director,
    long revision,
    String state,
    @Nullable String order,
    @Nullable String master,
    @Nullable Long activeConnections,
    @Nullable Long known,
    @Nullable Long wouldLose) {

  static HandoverView of(ClusterTopology cluster, NodeId director, Map<NodeId, AgentView> agents) {
    FailoverPicture picture = FailoverPicture.of(cluster.directors(), agents);
    Allocated allocated = cluster.settings().value().allocated();
    Handover standing = allocated.handover();
    Handover order = standing != null && standing.from().equals(director) ? standing : null;
    SortedSet<NodeId> masters = picture.masters();
    Long active = active(agents.get(director));
    Long known = null;
    boolean isSynchronised = cluster.settings().value().declared().connectionSync() != null;
    for (NodeId other : cluster.directors()) {
      Long count = other.equals(director) ? null : active(agents.get(other));
      if (count != null && (known == null || known < count)) {
        known = count;
      }
    }
    if (!isSynchronised) {
      known = 0L;
    }
    return new HandoverView(
        cluster.id().name(),
        director.name(),
        cluster.revision().number(),
        order == null ? "none" : FailoverView.isDone(order, picture) ? "done" : "ordered",
        order == null ? null : order.order(),
        masters.size() == 1 ? masters.first().name() : null,
        active,
        known,
        active == null || known == null ? null : Math.max(0, active - known));
  }

  private static @Nullable Long active(@Nullable AgentView view) {
    Statistics statistics = view == null || !view.connected() ? null : view.statistics();
    if (statistics == null) {
      return null;
    }
    long active = 0;
    for (ServiceStatistics service : statistics.services().values()) {
      for (ServerStatistics server : service.realServers().values()) {
        active += server.active();
      }
    }
    return active;
  }
}
