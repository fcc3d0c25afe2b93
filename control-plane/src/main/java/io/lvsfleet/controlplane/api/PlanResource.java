package io.lvsfleet.controlplane.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// What a document would do to a cluster. [ObjectOperations] describes it.
@Path("/api/v1/clusters/{cluster}/plan")
@RunOnVirtualThread
public class PlanResource {

  static final String PATH = ObjectKind.CLUSTERS + "/plan";

  private final ObjectWriter writer;

  PlanResource(ObjectWriter writer) {
    this.writer = writer;
  }

  @POST
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response plan(
      @PathParam("cluster") String name,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.put(
        Place.of(Names.newCluster(name), ObjectKind.CLUSTER),
        WriteOptions.of(request).asDryRun(),
        Bodies.read(body),
        Representation.ofBody(type));
  }
}
