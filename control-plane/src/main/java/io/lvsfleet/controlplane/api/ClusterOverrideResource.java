package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What operators ordered about a cluster, whatever its document says.
@Path(ClusterOverrideResource.PATH)
@Tag(name = "overrides")
@Produces(Representation.JSON)
@RunOnVirtualThread
public class ClusterOverrideResource {

  static final String PATH = "/api/v1/clusters/{cluster}/overrides";

  private final TopologyService topology;
  private final OverrideOperations operations;

  ClusterOverrideResource(TopologyService topology, OverrideOperations operations) {
    this.topology = topology;
    this.operations = operations;
  }

  @GET
  @Operation(
      operationId = "listClusterOverrides",
      summary = "Overrides of a cluster, and those of nodes that concern it, in pages")
  public OverrideView.OverridePage list(
      @PathParam("cluster") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    ClusterTopology cluster = ClusterResource.existing(topology.topology(), name);
    return operations.list(topology.overrides().concerning(cluster), limit, cursor);
  }

  @POST
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Operation(
      operationId = "createClusterOverride",
      summary = "Order something under a name the control plane chooses")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideRequest.class)))
  @APIResponse(
      responseCode = "201",
      description = "It stands",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  public Response create(
      @PathParam("cluster") String name,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @QueryParam("dryRun") @Nullable String dryRun,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return operations.post(scope(name), request, Bodies.read(body), Representation.ofBody(type));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getClusterOverride", summary = "An override and how far it is")
  @APIResponse(
      responseCode = "200",
      description = "The override",
      content = @Content(schema = @Schema(implementation = OverrideView.class)))
  public Response get(
      @PathParam("cluster") String name,
      @PathParam("id") String id,
      @Context RoutingContext request) {
    return operations.get(OverrideOperations.key(scope(name), id, false), request);
  }

  @GET
  @Path("{id}/result")
  @Operation(
      operationId = "getClusterOverrideResult",
      summary = "Whether it is as ordered",
      description =
          "200 when every director has it and, where it takes real servers out, none has them in its"
              + " table any more; 424 when a director could not take its state; 410 when its time is"
              + " over; 504 when it is not decided yet: ask again.")
  @APIResponse(
      responseCode = "200",
      description = "It is as ordered",
      content = @Content(schema = @Schema(implementation = OverrideView.class)))
  public Response result(
      @PathParam("cluster") String name,
      @PathParam("id") String id,
      @QueryParam("wait") @Nullable String wait,
      @Parameter(description = "`applied`: do not wait for connections to end") @QueryParam("for")
          @Nullable String until)
      throws InterruptedException {
    return operations.result(
        OverrideOperations.key(scope(name), id, false),
        wait,
        Names.oneOf("for", until, OverrideOperations.Awaited.SETTLED)
            == OverrideOperations.Awaited.APPLIED);
  }

  @PUT
  @Path("{id}")
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Operation(
      operationId = "putClusterOverride",
      summary = "Order something, or change an order",
      description =
          "Sending the same again changes nothing. An order of the same kind about the same goes on"
              + " from when it began; durations count from then.")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "No director has to act",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  @APIResponse(
      responseCode = "201",
      description = "It stands",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  @APIResponse(
      responseCode = "202",
      description = "Changed; directors have to act",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  public Response put(
      @PathParam("cluster") String name,
      @PathParam("id") String id,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @QueryParam("dryRun") @Nullable String dryRun,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return operations.put(
        OverrideOperations.key(scope(name), id, true),
        request,
        Bodies.read(body),
        Representation.ofBody(type));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "deleteClusterOverride",
      summary = "Cancel an override: what the document says holds again")
  @APIResponse(
      responseCode = "200",
      description = "No director has to act",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  @APIResponse(
      responseCode = "202",
      description = "Cancelled; directors have to act",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  public Response delete(
      @PathParam("cluster") String name,
      @PathParam("id") String id,
      @QueryParam("dryRun") @Nullable String dryRun,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context RoutingContext request) {
    return operations.delete(OverrideOperations.key(scope(name), id, false), request);
  }

  private OverrideKey.Scope scope(String name) {
    return new OverrideKey.Scope.OfCluster(
        ClusterResource.existing(topology.topology(), name).id());
  }
}
