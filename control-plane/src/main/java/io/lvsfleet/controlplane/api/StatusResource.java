package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.Event;
import io.lvsfleet.controlplane.service.KnownAgent;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What is: clusters, nodes, events.
@Path("/api/v1")
@Tag(name = "status")
@RunOnVirtualThread
public class StatusResource {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final TopologyService topology;
  private final FleetView fleet;

  StatusResource(TopologyService topology, FleetView fleet) {
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

  /// A page of events.
  ///
  /// @param next for `since` in the next request
  public record EventPage(List<EventView> items, long next) {}

  /// Something that happened.
  public record EventView(
      long id,
      Instant at,
      String type,
      @Nullable String cluster,
      @Nullable String node,
      @Nullable String author,
      String detail) {}

  @GET
  @Path("clusters/{cluster}/status")
  @Produces(Representation.JSON)
  @Operation(operationId = "getClusterStatus", summary = "What is, beside what should be")
  @APIResponse(
      responseCode = "200",
      description = "The status",
      content = @Content(schema = @Schema(implementation = StatusView.class)))
  public Response status(@PathParam("cluster") String name) {
    return Response.ok(ClusterStatus.of(topology, Names.cluster(name), fleet.agents()))
        .header("Cache-Control", "no-store")
        .build();
  }

  @GET
  @Path("nodes")
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

  @GET
  @Path("events")
  @Produces(Representation.JSON)
  @Operation(operationId = "listEvents", summary = "What happened in the fleet, oldest first")
  public EventPage events(
      @QueryParam("since") @Nullable String since, @QueryParam("limit") @Nullable String limit) {
    return page(since, limit, null);
  }

  @GET
  @Path("clusters/{cluster}/events")
  @Produces(Representation.JSON)
  @Operation(operationId = "listClusterEvents", summary = "What happened to a cluster")
  public EventPage clusterEvents(
      @PathParam("cluster") String name,
      @QueryParam("since") @Nullable String since,
      @QueryParam("limit") @Nullable String limit) {
    return page(since, limit, Names.cluster(name));
  }

  private EventPage page(
      @Nullable String since, @Nullable String limit, @Nullable ClusterId cluster) {
    long after = Names.since(since);
    List<EventView> items =
        topology.events(after, Names.limit(limit, USUAL_PAGE, LARGEST_PAGE), cluster).stream()
            .map(StatusResource::event)
            .toList();
    return new EventPage(items, items.isEmpty() ? after : items.getLast().id());
  }

  private static EventView event(Event.Stored stored) {
    Event event = stored.event();
    return new EventView(
        stored.id(),
        event.at(),
        event.type(),
        event.cluster(),
        event.node(),
        event.author(),
        event.detail());
  }
}
