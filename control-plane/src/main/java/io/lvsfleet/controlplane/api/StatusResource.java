package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.TopologyService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The status of one cluster.
@Path("/api/v1/clusters/{cluster}/status")
@Tag(name = "status")
@RunOnVirtualThread
public class StatusResource {

  private final TopologyService topology;
  private final FleetView fleet;
  private final InstantSource clock;

  StatusResource(TopologyService topology, FleetView fleet, InstantSource clock) {
    this.topology = topology;
    this.fleet = fleet;
    this.clock = clock;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "getClusterStatus", summary = "What is, beside what should be")
  @APIResponse(
      responseCode = "200",
      description = "The status",
      content = @Content(schema = @Schema(implementation = StatusView.class)))
  public Response status(@PathParam("cluster") String name) {
    return Response.ok(
            ClusterStatus.of(topology, Names.cluster(name), fleet.agents(), clock.instant()))
        .header("Cache-Control", "no-store")
        .build();
  }
}
