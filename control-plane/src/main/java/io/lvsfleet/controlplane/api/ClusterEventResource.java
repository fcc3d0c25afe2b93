package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.TopologyService;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What happened to one cluster.
@Path("/api/v1/clusters/{cluster}/events")
@Tag(name = "status")
@RunOnVirtualThread
public class ClusterEventResource {

  private final TopologyService topology;

  ClusterEventResource(TopologyService topology) {
    this.topology = topology;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "listClusterEvents", summary = "What happened to a cluster")
  public EventPages.EventPage clusterEvents(
      @PathParam("cluster") String name,
      @QueryParam("since") @Nullable String since,
      @QueryParam("limit") @Nullable String limit) {
    return EventPages.of(topology, since, limit, Names.cluster(name));
  }
}
