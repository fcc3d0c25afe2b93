package io.lvsfleet.controlplane.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What happens in the fleet.
@Path("/api/v1/events")
@Tag(name = "events")
@RunOnVirtualThread
public class EventResource {

  private final Watching watching;

  EventResource(Watching watching) {
    this.watching = watching;
  }

  @GET
  @Produces({Representation.JSON, Representation.EVENTS})
  @Operation(
      operationId = "watchFleet",
      summary = "What happened in the fleet, and what happens",
      description = Watching.DESCRIPTION)
  @APIResponse(
      responseCode = "200",
      description = "Events, oldest first",
      content = {
        @Content(
            mediaType = Representation.JSON,
            schema = @Schema(implementation = EventPage.class),
            example = Watching.PAGE_EXAMPLE),
        @Content(
            mediaType = Representation.EVENTS,
            schema = @Schema(type = SchemaType.STRING),
            example = Watching.STREAM_EXAMPLE)
      })
  public Response events(
      @Parameter(description = Watching.AFTER) @QueryParam("after") @Nullable String after,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @QueryParam("wait") @Nullable String wait,
      @QueryParam("limit") @Nullable String limit,
      @Context HttpHeaders headers,
      @Context RoutingContext request)
      throws InterruptedException {
    return watching.answer(
        new Watching.Question(after, lastEventId, wait, limit), null, headers, request);
  }
}
