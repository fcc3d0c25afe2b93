package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FailoverPicture;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// A planned change of master.
@Path("/api/v1/clusters/{cluster}/directors/members/{node}/handover")
@Tag(name = "directors")
@RunOnVirtualThread
public class HandoverResource {

  private final TopologyService topology;
  private final FleetView fleet;

  HandoverResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(
      operationId = "getHandover",
      summary = "Whether a director was told to hand over and has, and what it would cost")
  @APIResponse(
      responseCode = "200",
      description = "How far it is",
      content = @Content(schema = @Schema(implementation = HandoverView.class)))
  public Response get(@PathParam("cluster") String name, @PathParam("node") String node) {
    NodeId director = director(existing(name), name, node);
    return answer(200, existing(name), director);
  }

  @POST
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "`true`: say what it would cost, and order nothing",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "reason",
      in = ParameterIn.QUERY,
      description = "Why, for clients that set no headers",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = Callers.REASON,
      in = ParameterIn.HEADER,
      description = "Why; kept with the revision",
      schema = @Schema(type = SchemaType.STRING))
  @Produces(Representation.JSON)
  @Operation(
      operationId = "handOver",
      summary = "Have the master give its part to another director",
      description =
          "The one of highest priority among the others takes over at once. The order is kept as a"
              + " revision that changes no document: as long as it stands, the director does not take"
              + " its part back by itself. It stands until another director is told to hand over. Sent"
              + " again before it was heeded, it is the same order.")
  @APIResponse(
      responseCode = "200",
      description = "It has been ordered before; or, with `dryRun`, what it would cost",
      content = @Content(schema = @Schema(implementation = HandoverView.class)))
  @APIResponse(
      responseCode = "202",
      description = "The director is told",
      content = @Content(schema = @Schema(implementation = HandoverView.class)))
  public Response handOver(
      @PathParam("cluster") String name,
      @PathParam("node") String node,
      @Context RoutingContext request) {
    ClusterId cluster = existing(name).id();
    boolean isDryRun = Names.flag("dryRun", WriteOptions.parameter(request, "dryRun"));
    ClusterTopology before = existing(name);
    NodeId director = director(before, name, node);
    if (isDryRun || isOnItsWay(before, director)) {
      return answer(200, before, director);
    }
    requireMaster(before, director);
    topology.change(
        cluster,
        current -> {
          director(current, name, node);
          return new Command.HandOver(cluster, director);
        },
        Callers.author(request, node + " hands over"));
    return answer(202, existing(name), director);
  }

  private boolean isOnItsWay(ClusterTopology cluster, NodeId director) {
    Handover order = cluster.settings().value().allocated().handover();
    return order != null
        && order.from().equals(director)
        && !FailoverView.isDone(order, picture(cluster));
  }

  private FailoverPicture picture(ClusterTopology cluster) {
    return FailoverPicture.of(cluster.directors(), fleet.agents());
  }

  private void requireMaster(ClusterTopology cluster, NodeId director) {
    SortedSet<NodeId> masters = picture(cluster).masters();
    if (!masters.contains(director)) {
      throw new ApiProblem(
          ProblemType.NOT_MASTER,
          director
              + " has nothing to hand over: "
              + (masters.isEmpty()
                  ? "no director says it is master"
                  : masters.first() + " is master"));
    }
  }

  private Response answer(int status, ClusterTopology cluster, NodeId director) {
    return Response.status(status)
        .header("Cache-Control", "no-store")
        .entity(HandoverView.of(cluster, director, fleet.agents()))
        .build();
  }

  private ClusterTopology existing(String name) {
    return ClusterResource.existing(topology.topology(), name);
  }

  private static NodeId director(ClusterTopology cluster, String name, String node) {
    if (!Name.isValid(node)
        || !cluster.directors().contains(new NodeId(node))
        || cluster.settings().value().allocated().vrrp() == null) {
      throw new ApiProblem(
          ProblemType.NOT_FOUND,
          "cluster \"" + name + "\" has no director \"" + node + "\" that fails over");
    }
    return new NodeId(node);
  }
}
