package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.KnownAgent;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Hosts of the fleet.
@Path("/api/v1/nodes")
@Tag(name = "status")
@RunOnVirtualThread
public class NodeResource {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final TopologyService topology;
  private final FleetView fleet;

  NodeResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  /// A page of nodes.
  public record NodePage(List<NodeView> items, @Nullable String nextCursor) {}

  /// A host of the fleet.
  ///
  /// @param lastHello when its agent connected last; null when it never did
  /// @param foreign entries of its kernel that are not ours, in ipvsadm's words
  /// @param repairedDrift how often its agent has put something right that others changed
  public record NodeView(
      String name,
      boolean connected,
      @Nullable Instant lastSeen,
      @Nullable Instant lastHello,
      @Nullable String programVersion,
      @Nullable String kernelRelease,
      List<String> addresses,
      List<String> clusters,
      long desiredRevision,
      @Nullable Long appliedRevision,
      List<String> foreign,
      long repairedDrift) {}

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "listNodes", summary = "All hosts that run an agent or should")
  public NodePage nodes(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    Map<NodeId, AgentView> views = fleet.agents();
    SortedSet<NodeId> all = new TreeSet<>(topology.topology().clustersOf().keySet());
    all.addAll(topology.agents().keySet());
    all.addAll(views.keySet());
    List<NodeId> rest =
        all.stream().filter(n -> cursor == null || n.name().compareTo(cursor) > 0).toList();
    List<NodeView> items =
        rest.stream().limit(size).map(node -> node(node, views.get(node))).toList();
    return new NodePage(items, rest.size() > size ? items.getLast().name() : null);
  }

  private NodeView node(NodeId node, @Nullable AgentView view) {
    KnownAgent known = topology.agents().get(node);
    var applied = view == null ? null : view.applied();
    var facts = known == null ? null : known.facts();
    return new NodeView(
        node.name(),
        view != null && view.connected(),
        view == null ? null : view.lastSeen(),
        known == null ? null : known.lastHello(),
        facts == null ? null : facts.programVersion(),
        facts == null ? null : facts.kernelRelease(),
        facts == null ? List.of() : facts.addresses().stream().map(IpAddress::toString).toList(),
        topology.topology().clustersOf(node).stream().map(ClusterId::name).toList(),
        topology.nodeRevision(node),
        applied == null ? null : applied.nodeRevision(),
        view == null ? List.of() : view.foreign(),
        view == null ? 0 : view.repairedDrift());
  }
}
