package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Why a real server has its weight.
@Path("/api/v1/clusters/{cluster}/explain")
@Tag(name = "status")
@RunOnVirtualThread
public class ExplainResource {

  private final TopologyService topology;
  private final FleetView fleet;

  ExplainResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  @GET
  @Produces({Representation.JSON, MediaType.TEXT_PLAIN})
  @Operation(
      operationId = "explainRealServer",
      summary = "Why a real server has its weight, and since when, director by director")
  @APIResponse(
      responseCode = "200",
      description = "The explanation",
      content = {
        @Content(
            mediaType = Representation.JSON,
            schema = @Schema(implementation = Explanation.ExplanationView.class)),
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class))
      })
  public Response explain(
      @PathParam("cluster") String name,
      @Parameter(description = "`SERVICE/REAL-SERVER`", required = true, example = "http/web1")
          @QueryParam("realServer")
          @Nullable String realServer,
      @Context HttpHeaders headers) {
    ClusterTopology cluster = ClusterResource.existing(topology.topology(), name);
    String[] parts = realServer == null ? new String[0] : realServer.split("/", -1);
    if (parts.length != 2) {
      throw ApiProblem.parameter("realServer", "SERVICE/REAL-SERVER is needed, like http/web1");
    }
    ServiceRows service = cluster.services().get(parts[0]);
    if (service == null || !service.realServers().containsKey(parts[1])) {
      throw new ApiProblem(
          ProblemType.NOT_FOUND,
          "there is no real server \"" + realServer + "\" in cluster " + cluster.id());
    }
    Explanation.ExplanationView view =
        Explanation.of(topology, cluster, fleet.agents(), parts[0], parts[1]);
    Response.ResponseBuilder response =
        Representation.takesJson(headers)
            ? Response.ok(view).type(MediaType.APPLICATION_JSON_TYPE)
            : Response.ok(view.text()).type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"));
    return response.header("Cache-Control", "no-store").build();
  }
}
