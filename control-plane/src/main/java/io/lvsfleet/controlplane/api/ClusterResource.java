package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Whole clusters.
@Path("/api/v1/clusters")
@Tag(name = "clusters")
@RunOnVirtualThread
public class ClusterResource {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final TopologyService topology;
  private final ObjectReads reads;
  private final ObjectWriter writer;

  ClusterResource(TopologyService topology, ObjectReads reads, ObjectWriter writer) {
    this.topology = topology;
    this.reads = reads;
    this.writer = writer;
  }

  /// A page of clusters.
  ///
  /// @param nextCursor absent at the end
  public record ClusterPage(List<ClusterItem> items, @Nullable String nextCursor) {}

  /// A cluster in a list.
  public record ClusterItem(String id, long revision, String etag) {}

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "listClusters", summary = "All clusters, in pages")
  public ClusterPage list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    ETags tags = tags();
    List<ClusterTopology> rest =
        topology.topology().clusters().values().stream()
            .filter(c -> cursor == null || c.id().name().compareTo(cursor) > 0)
            .toList();
    List<ClusterItem> items =
        rest.stream()
            .limit(size)
            .map(c ->
                new ClusterItem(
                    c.id().name(), c.revision().number(), tags.of(c.revision(), Format.JSON)))
            .toList();
    return new ClusterPage(items, rest.size() > size ? items.getLast().id() : null);
  }

  @GET
  @Path("{cluster}")
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(hidden = true)
  public Response get(
      @PathParam("cluster") String name,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    return reads.get(Place.of(Names.cluster(name), ObjectKind.CLUSTER), headers, request);
  }

  @PUT
  @Path("{cluster}")
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response put(
      @PathParam("cluster") String name,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.put(
        Place.of(Names.newCluster(name), ObjectKind.CLUSTER),
        WriteOptions.of(request),
        Bodies.read(body),
        Representation.ofBody(type));
  }

  @PATCH
  @Path("{cluster}")
  @Consumes(Representation.MERGE_PATCH)
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response patch(
      @PathParam("cluster") String name, @Context RoutingContext request, InputStream body)
      throws IOException {
    return writer.patch(
        Place.of(Names.cluster(name), ObjectKind.CLUSTER),
        WriteOptions.of(request),
        Bodies.read(body));
  }

  @DELETE
  @Path("{cluster}")
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response delete(@PathParam("cluster") String name, @Context RoutingContext request) {
    return writer.delete(
        Place.of(Names.cluster(name), ObjectKind.CLUSTER), WriteOptions.of(request));
  }

  static ClusterTopology existing(Topology topology, String name) {
    ClusterTopology cluster = topology.cluster(Names.cluster(name));
    if (cluster == null) {
      throw ApiProblem.noCluster(name);
    }
    return cluster;
  }

  private ETags tags() {
    return new ETags(topology.incarnation());
  }
}
