package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.document.DocumentDiff;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.service.ChangeCounts;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What a cluster has been, also after it was removed.
@Path("/api/v1/clusters/{cluster}/revisions")
@Tag(name = "history")
@RunOnVirtualThread
public class RevisionResource {

  private static final int USUAL_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final TopologyService topology;
  private final ObjectWriter writer;

  RevisionResource(TopologyService topology, ObjectWriter writer) {
    this.topology = topology;
    this.writer = writer;
  }

  /// A page of revisions.
  ///
  /// @param nextCursor absent at the end
  public record RevisionPage(List<RevisionItem> items, @Nullable String nextCursor) {}

  /// A change that was made.
  ///
  /// @param removed whether it removed the cluster, so that there is no document
  /// @param created how many objects of the document; absent where nobody counted
  /// @param outcome `applied`, `rejected` or `superseded`; absent while that is not decided
  public record RevisionItem(
      long revision,
      String author,
      @Nullable String reason,
      Instant at,
      boolean removed,
      @Nullable Integer created,
      @Nullable Integer updated,
      @Nullable Integer deleted,
      @Nullable String outcome) {

    static RevisionItem of(StoredRevision stored) {
      ChangeCounts counts = stored.counts();
      StoredRevision.Outcome outcome = stored.outcome();
      return new RevisionItem(
          stored.revision().number(),
          stored.author().who(),
          stored.author().why(),
          stored.at(),
          stored.isRemoval(),
          counts == null ? null : counts.created(),
          counts == null ? null : counts.updated(),
          counts == null ? null : counts.deleted(),
          outcome == null ? null : RolloutResource.word(outcome.verdict()));
    }
  }

  /// How one revision differs from another.
  public record RevisionDiff(
      String cluster, long from, long to, List<PlanView.FieldChangeView> changes) {}

  @GET
  @Produces(Representation.JSON)
  @Operation(
      operationId = "listRevisions",
      summary = "What a cluster has been, newest first, in pages",
      description = "Those of a cluster that was removed stay.")
  public RevisionPage list(
      @PathParam("cluster") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    ClusterId cluster = Names.everCluster(topology.topology(), name);
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    long before = Names.cursor(cursor);
    List<RevisionItem> found =
        topology.revisions(cluster, new Revision(before), size + 1).stream()
            .map(RevisionItem::of)
            .toList();
    boolean isMore = found.size() > size;
    List<RevisionItem> items = isMore ? found.subList(0, size) : found;
    return new RevisionPage(items, isMore ? Long.toString(items.getLast().revision()) : null);
  }

  @GET
  @Path("{revision}")
  @Produces({Representation.JSON, Representation.YAML})
  @Operation(
      operationId = "getRevision",
      summary = "The document of a revision",
      description = "It never changes. 404 also for the revision that removed the cluster.")
  @APIResponse(
      responseCode = "200",
      description = "What PUT takes",
      content = {
        @Content(
            mediaType = Representation.JSON,
            schema = @Schema(ref = "#/components/schemas/ClusterDocument")),
        @Content(
            mediaType = Representation.YAML,
            schema = @Schema(ref = "#/components/schemas/ClusterDocument"))
      })
  public Response get(
      @PathParam("cluster") String name,
      @PathParam("revision") String number,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context HttpHeaders headers,
      @Context RoutingContext request) {
    ClusterId cluster = Names.everCluster(topology.topology(), name);
    Revision revision = Names.revision(number);
    Format format = Representation.wanted(headers);
    ETags tags =
        new ETags(
            topology.incarnation(),
            Representation.coding(request.request().getHeader("Accept-Encoding")));
    ClusterDocument document = document(cluster, revision);
    Response.ResponseBuilder response =
        tags.isUnchanged(ifNoneMatch, revision, format)
            ? Response.notModified()
            : Response.ok(DocumentWriter.write(document, format))
                .type(Representation.mediaType(format));
    return response
        .header("ETag", tags.of(revision, format))
        .header("Vary", "Accept, Accept-Encoding")
        .header("Cache-Control", "private, max-age=3600")
        .build();
  }

  @GET
  @Path("{revision}/diff")
  @Produces(Representation.JSON)
  @APIResponse(
      responseCode = "200",
      description = "The fields that differ",
      content =
          @Content(
              schema = @Schema(implementation = RevisionDiff.class),
              example =
                  """
                  {"cluster": "web", "from": 16, "to": 17, "changes": [{"pointer":
                  "#/virtualServices/http/realServers/b/weight", "before": 1, "after": 9}]}
                  """))
  @Operation(
      operationId = "diffRevision",
      summary = "What a revision changed, or how another differs from it",
      description =
          "Without `to` from the revision before it to this one, with `to` from this one to that."
              + " Where there was no cluster the other side is taken for empty.")
  public RevisionDiff diff(
      @PathParam("cluster") String name,
      @PathParam("revision") String number,
      @Parameter(description = "The number of another revision") @QueryParam("to")
          @Nullable String other) {
    ClusterId cluster = Names.everCluster(topology.topology(), name);
    Revision revision = Names.revision(number);
    Revision from = other == null ? new Revision(revision.number() - 1) : revision;
    Revision to = other == null ? revision : Names.revision(other);
    ClusterDocument before = known(cluster, from);
    return new RevisionDiff(
        cluster.name(),
        from.number(),
        to.number(),
        DocumentDiff.between(before, known(cluster, to)).stream()
            .map(PlanView.FieldChangeView::of)
            .toList());
  }

  @POST
  @Path("{revision}/rollback")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "`true`: say what would change, and change nothing",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "confirm",
      in = ParameterIn.QUERY,
      description = "So many removals are meant, see the problem confirmation-needed",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "rollout",
      in = ParameterIn.QUERY,
      description = "`staged` or `plain`, as for PUT of the cluster",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "onFailure",
      in = ParameterIn.QUERY,
      description = "`rollback` or `stop`, as for PUT of the cluster",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "within",
      in = ParameterIn.QUERY,
      description = "For `onFailure`, as for PUT of the cluster",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "reason",
      in = ParameterIn.QUERY,
      description = "Why, for clients that set no headers",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = Callers.REASON,
      in = ParameterIn.HEADER,
      description = "Why; kept with the revision",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "If-Match",
      in = ParameterIn.HEADER,
      description = "Only while the cluster has this tag",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "If-None-Match",
      in = ParameterIn.HEADER,
      description = "`*`: only when there is no such cluster",
      schema = @Schema(type = SchemaType.STRING))
  @Produces(Representation.JSON)
  @Operation(
      operationId = "rollBack",
      summary = "Make a cluster be what it was in a revision",
      description =
          "As a new revision, under all rules of today. It brings a removed cluster back to life."
              + " Works as PUT of that document does, with the same preconditions and answers.")
  @APIResponse(
      responseCode = "200",
      description = "No agent has to act; or, with `dryRun`, what would change",
      content = @Content(schema = @Schema(oneOf = {ChangeView.class, PlanView.class})))
  @APIResponse(
      responseCode = "201",
      description = "The cluster was removed and exists again",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Stored; agents have to act",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  public Response rollBack(
      @PathParam("cluster") String name,
      @PathParam("revision") String number,
      @Context RoutingContext request) {
    ClusterId cluster = Names.everCluster(topology.topology(), name);
    Revision revision = Names.revision(number);
    return writer.put(
        Place.of(cluster, ObjectKind.CLUSTER),
        WriteOptions.of(request, "rolled back to revision " + revision),
        document(cluster, revision));
  }

  private ClusterDocument document(ClusterId cluster, Revision revision) {
    return topology
        .document(cluster, revision)
        .orElseThrow(() -> {
          StoredRevision stored = existing(cluster, revision);
          return new ApiProblem(
              ProblemType.NOT_FOUND,
              "revision "
                  + stored.revision()
                  + " removed the cluster \""
                  + cluster
                  + "\": it has no document");
        });
  }

  /// The document, or an empty one where there was no cluster.
  private ClusterDocument known(ClusterId cluster, Revision revision) {
    return topology
        .document(cluster, revision)
        .orElseGet(() -> {
          if (!revision.equals(Revision.NONE)) {
            existing(cluster, revision);
          }
          return ClusterDocument.EMPTY;
        });
  }

  private StoredRevision existing(ClusterId cluster, Revision revision) {
    return topology
        .revision(cluster, revision)
        .orElseThrow(() -> {
          boolean wasOne =
              topology.topology().clusterOrEmpty(cluster).revision().compareTo(revision) > 0;
          return new ApiProblem(
              wasOne ? ProblemType.EXPIRED : ProblemType.NOT_FOUND,
              "cluster \""
                  + cluster
                  + (wasOne ? "\" has no revision " : "\" has never had a revision ")
                  + revision
                  + (wasOne ? " any more" : ""));
        });
  }
}
