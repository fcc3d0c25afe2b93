package io.lvsfleet.controlplane.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// The objects of a cluster, one at a time. [ObjectOperations] describes them to readers of the
/// OpenAPI document, each kind at its own path.
@Path("/api/v1/clusters/{cluster}/{collection}")
@RunOnVirtualThread
public class ClusterObjectResource {

  private final ObjectReads reads;
  private final ObjectWriter writer;

  ClusterObjectResource(ObjectReads reads, ObjectWriter writer) {
    this.reads = reads;
    this.writer = writer;
  }

  /// The directors, or a list.
  @GET
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(hidden = true)
  public Response getCollection(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    ObjectKind kind = collection(collection);
    Place any = Place.of(Names.cluster(cluster), kind);
    return kind.isListed() ? list(any, headers, request) : reads.get(any, headers, request);
  }

  @PUT
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response putCollection(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    Place place = Place.of(Names.cluster(cluster), single(collection));
    return writer.put(
        place, WriteOptions.of(request), Bodies.read(body), Representation.ofBody(type));
  }

  @PATCH
  @Consumes(Representation.MERGE_PATCH)
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response patchCollection(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    Place place = Place.of(Names.cluster(cluster), single(collection));
    return writer.patch(place, WriteOptions.of(request), Bodies.read(body));
  }

  @GET
  @Path("{name}")
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(hidden = true)
  public Response get(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    return reads.get(object(cluster, collection, name, false), headers, request);
  }

  @PUT
  @Path("{name}")
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response put(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.put(
        object(cluster, collection, name, true),
        WriteOptions.of(request),
        Bodies.read(body),
        Representation.ofBody(type));
  }

  @PATCH
  @Path("{name}")
  @Consumes(Representation.MERGE_PATCH)
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response patch(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.patch(
        object(cluster, collection, name, false), WriteOptions.of(request), Bodies.read(body));
  }

  @DELETE
  @Path("{name}")
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response delete(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @Context RoutingContext request) {
    return writer.delete(object(cluster, collection, name, false), WriteOptions.of(request));
  }

  @GET
  @Path("{name}/{parts}")
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(hidden = true)
  public Response getParts(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @PathParam("parts") String parts,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    // The name of a part does not count.
    Place any = part(cluster, collection, name, parts, "any", false);
    return list(any, headers, request);
  }

  @GET
  @Path("{name}/{parts}/{part}")
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(hidden = true)
  public Response getPart(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @PathParam("parts") String parts,
      @PathParam("part") String part,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    return reads.get(part(cluster, collection, name, parts, part, false), headers, request);
  }

  @PUT
  @Path("{name}/{parts}/{part}")
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response putPart(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @PathParam("parts") String parts,
      @PathParam("part") String part,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.put(
        part(cluster, collection, name, parts, part, true),
        WriteOptions.of(request),
        Bodies.read(body),
        Representation.ofBody(type));
  }

  @PATCH
  @Path("{name}/{parts}/{part}")
  @Consumes(Representation.MERGE_PATCH)
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response patchPart(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @PathParam("parts") String parts,
      @PathParam("part") String part,
      @Context RoutingContext request,
      InputStream body)
      throws IOException {
    return writer.patch(
        part(cluster, collection, name, parts, part, false),
        WriteOptions.of(request),
        Bodies.read(body));
  }

  @DELETE
  @Path("{name}/{parts}/{part}")
  @Produces(Representation.JSON)
  @Operation(hidden = true)
  public Response deletePart(
      @PathParam("cluster") String cluster,
      @PathParam("collection") String collection,
      @PathParam("name") String name,
      @PathParam("parts") String parts,
      @PathParam("part") String part,
      @Context RoutingContext request) {
    return writer.delete(
        part(cluster, collection, name, parts, part, false), WriteOptions.of(request));
  }

  private Response list(Place any, HttpHeaders headers, RoutingContext request) {
    if (!Representation.takesJson(headers)) {
      throw new ApiProblem(ProblemType.NOT_ACCEPTABLE, "a list is given as application/json");
    }
    Selection selection =
        Selection.of(
            any.kind(),
            WriteOptions.parameter(request, "filter"),
            WriteOptions.parameter(request, "sort"),
            WriteOptions.parameter(request, "after"),
            WriteOptions.parameter(request, "limit"));
    return Response.ok(reads.list(any, selection))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header("Cache-Control", "no-store")
        .build();
  }

  private static ObjectKind collection(String collection) {
    ObjectKind kind = ObjectKind.ofCollection(collection);
    if (kind == null) {
      throw new NotFoundException();
    }
    return kind;
  }

  private static ObjectKind single(String collection) {
    ObjectKind kind = collection(collection);
    if (kind.isListed()) {
      throw new NotAllowedException("GET");
    }
    return kind;
  }

  private static Place object(String cluster, String collection, String name, boolean isMade) {
    ObjectKind kind = collection(collection);
    if (!kind.isListed()) {
      throw new NotFoundException();
    }
    return Place.of(Names.cluster(cluster), kind, "", name, isMade);
  }

  private static Place part(
      String cluster, String collection, String name, String parts, String part, boolean isMade) {
    ObjectKind kind = ObjectKind.ofParts(collection, parts);
    if (kind == null) {
      throw new NotFoundException();
    }
    return Place.of(Names.cluster(cluster), kind, name, part, isMade);
  }
}
