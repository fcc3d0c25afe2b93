package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.TopologyService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The connections of a cluster's servers, live.
@Path("/api/v1/clusters/{cluster}/connections")
@Tag(name = "status")
@RunOnVirtualThread
public class ConnectionsResource {

  private final TopologyService topology;
  private final FleetView fleet;

  ConnectionsResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "getConnections", summary = "How many connections each server has")
  @APIResponse(
      responseCode = "200",
      description = "The counts, summed over the directors that report",
      content = @Content(schema = @Schema(implementation = ConnectionsView.class)))
  public Response connections(@PathParam("cluster") String name) {
    return RoutingTableResource.live(
        ConnectionsView.of(RoutingTableResource.table(topology, fleet, name)));
  }
}
