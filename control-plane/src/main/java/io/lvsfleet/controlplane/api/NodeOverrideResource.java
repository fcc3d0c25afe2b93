package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.model.Name;
import io.lvsfleet.model.NodeId;
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

/// What operators ordered about a node wherever it serves.
@Path(NodeOverrideResource.PATH)
@Tag(name = "overrides")
@Produces(Representation.JSON)
@RunOnVirtualThread
public class NodeOverrideResource {

  static final String PATH = "/api/v1/nodes/{node}/overrides";

  private final TopologyService topology;
  private final OverrideOperations operations;

  NodeOverrideResource(TopologyService topology, OverrideOperations operations) {
    this.topology = topology;
    this.operations = operations;
  }

  @GET
  @Operation(
      operationId = "listNodeOverrides",
      summary = "Overrides of a node in whatever cluster it serves, in pages")
  public OverrideView.OverridePage list(
      @PathParam("node") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return operations.list(topology.overrides().of(scope(name)), limit, cursor);
  }

  @POST
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Operation(
      operationId = "createNodeOverride",
      summary = "Order something under a name the control plane chooses")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideRequest.class)))
  @APIResponse(
      responseCode = "201",
      description = "It stands",
      content = @Content(schema = @Schema(implementation = OverrideView.OverrideChange.class)))
  public Response create(
      @PathParam("node") String name,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @QueryParam("dryRun") @Nullable String dryRun,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return operations.post(scope(name), request, Bodies.read(body), Representation.ofBody(type));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getNodeOverride", summary = "An override and how far it is")
  @APIResponse(
      responseCode = "200",
      description = "The override",
      content = @Content(schema = @Schema(implementation = OverrideView.class)))
  public Response get(
      @PathParam("node") String name, @PathParam("id") String id, @Context RoutingContext request) {
    return operations.get(OverrideOperations.key(scope(name), id, false), request);
  }

  @GET
  @Path("{id}/result")
  @Operation(
      operationId = "getNodeOverrideResult",
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
      @PathParam("node") String name,
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
      operationId = "putNodeOverride",
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
      @PathParam("node") String name,
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
      operationId = "deleteNodeOverride",
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
      @PathParam("node") String name,
      @PathParam("id") String id,
      @QueryParam("dryRun") @Nullable String dryRun,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context RoutingContext request) {
    return operations.delete(OverrideOperations.key(scope(name), id, false), request);
  }

  /// Nodes are not declared by themselves: which there are is said where one is used.
  private static OverrideKey.Scope scope(String name) {
    if (!Name.isValid(name)) {
      throw new ApiProblem(ProblemType.NOT_FOUND, "there is no node \"" + name + "\"");
    }
    return new OverrideKey.Scope.OfNode(new NodeId(name));
  }
}
