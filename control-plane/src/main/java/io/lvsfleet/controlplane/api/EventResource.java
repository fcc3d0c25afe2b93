package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.TopologyService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What happened in the fleet.
@Path("/api/v1/events")
@Tag(name = "status")
@RunOnVirtualThread
public class EventResource {

  private final TopologyService topology;

  EventResource(TopologyService topology) {
    this.topology = topology;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "listEvents", summary = "What happened in the fleet, oldest first")
  public EventPages.EventPage events(
      @QueryParam("since") @Nullable String since, @QueryParam("limit") @Nullable String limit) {
    return EventPages.of(topology, since, limit, null);
  }
}
