package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What one node's agent sees.
@Path("/api/v1/nodes/{node}/observed")
@Tag(name = "status")
@RunOnVirtualThread
public class ObservedResource {

  private final FleetView fleet;

  ObservedResource(FleetView fleet) {
    this.fleet = fleet;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "getObserved", summary = "What a node's agent sees, as it said it last")
  @APIResponse(
      responseCode = "200",
      description = "What it sees",
      content = @Content(schema = @Schema(implementation = ObservedView.class)))
  public Response observed(@PathParam("node") String name) {
    Optional<AgentView> agent =
        Name.isValid(name) ? fleet.agent(new NodeId(name)) : Optional.empty();
    return Response.ok(
            agent
                .map(ObservedView::of)
                .orElseThrow(() ->
                    new ApiProblem(
                        ProblemType.NOT_FOUND,
                        "no agent of a node \""
                            + name
                            + "\" was seen since the control plane"
                            + " started")))
        .header("Cache-Control", "no-store")
        .build();
  }
}
