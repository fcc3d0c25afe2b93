package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Rules;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.document.DocumentReader;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.controlplane.document.Format;
import io.lvsfleet.controlplane.document.ParsedDocument;
import io.lvsfleet.controlplane.document.SyntaxException;
import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Whole clusters.
@Path("/api/v1/clusters")
@Tag(name = "clusters")
@RunOnVirtualThread
public class ClusterResource {

  static final int MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final TopologyService topology;

  ClusterResource(TopologyService topology) {
    this.topology = topology;
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
  @Operation(operationId = "getCluster", summary = "The document of a cluster, as it was written")
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
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context HttpHeaders headers) {
    ClusterTopology cluster = existing(topology.topology(), name);
    Format format = Representation.wanted(headers);
    ETags tags = tags();
    if (tags.isUnchanged(ifNoneMatch, cluster.revision(), format)) {
      return Response.notModified()
          .header("ETag", tags.of(cluster.revision(), format))
          .header("Vary", "Accept")
          .build();
    }
    return Response.ok(DocumentWriter.write(cluster.document(), format))
        .type(Representation.mediaType(format))
        .header("ETag", tags.of(cluster.revision(), format))
        .header("Vary", "Accept")
        .header("Cache-Control", "no-cache")
        .build();
  }

  @PUT
  @Parameter(
      name = Callers.REASON,
      in = ParameterIn.HEADER,
      description = "Why the change is made; kept with its revision",
      schema = @Schema(type = SchemaType.STRING, maxLength = 1000))
  @Path("{cluster}")
  @Consumes({
    Representation.JSON,
    Representation.YAML,
    Representation.OLD_YAML,
    Representation.TEXT_YAML
  })
  @Produces(Representation.JSON)
  @Operation(
      operationId = "putCluster",
      summary = "Make a cluster be as this document says",
      description =
          "Creates or replaces it in one transaction. Sending the same document again changes"
              + " nothing.")
  @APIResponse(
      responseCode = "200",
      description = "Nothing changes for any agent",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  @APIResponse(
      responseCode = "201",
      description = "The cluster was created",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Stored; agents have to act",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  public Response put(
      @PathParam("cluster") String name,
      @QueryParam("dryRun") @Nullable String dryRun,
      @QueryParam("confirm") @Nullable String confirm,
      @QueryParam("reason") @Nullable String reason,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @HeaderParam("Content-Type") @Nullable MediaType type,
      @Context RoutingContext request,
      @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = Representation.JSON,
                    schema = @Schema(ref = "#/components/schemas/ClusterDocument")),
                @Content(
                    mediaType = Representation.YAML,
                    schema = @Schema(ref = "#/components/schemas/ClusterDocument"))
              })
          InputStream body)
      throws IOException {
    ClusterId id = Names.newCluster(name);
    Format format = Representation.ofBody(type);
    Conditions conditions =
        new Conditions(
            Names.flag("dryRun", dryRun), Names.confirmed(confirm), ifMatch, ifNoneMatch, format);
    return put(
        id,
        document(id, bytes(body), format),
        conditions,
        Callers.author(request, Names.reason(reason)));
  }

  /// Under which a document is taken.
  ///
  /// @param format of the entity tags
  record Conditions(
      boolean preview,
      int confirmed,
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      Format format) {}

  Response put(ClusterId id, ClusterDocument document, Conditions conditions, Author author) {
    Command command = new Command.PutCluster(id, document, conditions.confirmed());
    Format format = conditions.format();
    if (conditions.preview()) {
      requirements(
          conditions.ifMatch(),
          conditions.ifNoneMatch(),
          format,
          topology.topology().clusterOrEmpty(id));
      return preview(id, topology.preview(command));
    }
    AtomicBoolean existed = new AtomicBoolean();
    Decision decision =
        topology.change(
            id,
            current -> {
              existed.set(topology.topology().cluster(id) != null);
              requirements(conditions.ifMatch(), conditions.ifNoneMatch(), format, current);
              return command;
            },
            author);
    return answer(id, decision, format, existed.get() ? 202 : 201);
  }

  @DELETE
  @Parameter(
      name = Callers.REASON,
      in = ParameterIn.HEADER,
      description = "Why the change is made; kept with its revision",
      schema = @Schema(type = SchemaType.STRING, maxLength = 1000))
  @Path("{cluster}")
  @Produces(Representation.JSON)
  @Operation(
      operationId = "deleteCluster",
      summary = "Remove a cluster; its agents undo what was theirs")
  @APIResponse(
      responseCode = "202",
      description = "Stored; agents have to act",
      content = @Content(schema = @Schema(implementation = ChangeView.class)))
  public Response delete(
      @PathParam("cluster") String name,
      @QueryParam("dryRun") @Nullable String dryRun,
      @QueryParam("reason") @Nullable String reason,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context RoutingContext request) {
    ClusterId id = Names.cluster(name);
    existing(topology.topology(), name);
    if (Names.flag("dryRun", dryRun)) {
      requirements(ifMatch, null, Format.JSON, topology.topology().clusterOrEmpty(id));
      return preview(id, topology.preview(new Command.DeleteCluster(id)));
    }
    Decision decision =
        topology.change(
            id,
            current -> {
              requirements(ifMatch, null, Format.JSON, current);
              return new Command.DeleteCluster(id);
            },
            Callers.author(request, Names.reason(reason)));
    if (decision instanceof Decision.Unchanged) {
      throw ApiProblem.noCluster(name);
    }
    return answer(id, decision, Format.JSON, 202);
  }

  /// Reads no more than is allowed, whatever length was announced or not.
  private static byte[] bytes(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_DOCUMENT_BYTES + 1);
    if (bytes.length > MAX_DOCUMENT_BYTES) {
      throw new ApiProblem(ProblemType.TOO_LARGE, "a document has at most 4 MiB")
          .withHeader("Connection", "close");
    }
    return bytes;
  }

  private ClusterDocument document(ClusterId id, byte[] body, Format format) {
    ParsedDocument parsed;
    try {
      parsed = DocumentReader.read(body, format);
    } catch (SyntaxException e) {
      throw new ApiProblem(ProblemType.SYNTAX, String.valueOf(e.getMessage()));
    }
    if (!parsed.violations().isEmpty()) {
      List<Violation> all = new ArrayList<>(parsed.violations());
      all.addAll(
          Rules.examine(
                  topology.topology(),
                  id,
                  parsed.document(),
                  parsed.damage(),
                  topology.knownNodes())
              .violations());
      throw ApiProblem.validation(all.stream().sorted().toList());
    }
    return parsed.document();
  }

  private void requirements(
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      Format format,
      ClusterTopology current) {
    boolean exists = topology.topology().cluster(current.id()) != null;
    tags().requireForChange(ifMatch, ifNoneMatch, exists ? current.revision() : null, format);
  }

  private Response answer(ClusterId id, Decision decision, Format format, int statusWhenTouched) {
    return switch (decision) {
      case Decision.Unchanged(List<Violation> warnings) ->
          change(
              200,
              view(
                  id,
                  topology.topology().clusterOrEmpty(id).revision(),
                  false,
                  format,
                  List.of(),
                  warnings));
      case Decision.Accepted accepted ->
          change(
              accepted.touched().isEmpty() && statusWhenTouched == 202 ? 200 : statusWhenTouched,
              view(
                  id,
                  accepted.revision(),
                  true,
                  format,
                  names(accepted.touched()),
                  accepted.warnings()));
      case Decision.Rejected(List<Violation> violations) -> throw ApiProblem.validation(violations);
      case Decision.NeedsConfirmation needs -> throw confirmation(needs);
    };
  }

  private ChangeView view(
      ClusterId id,
      Revision revision,
      boolean changed,
      Format format,
      List<String> nodes,
      List<Violation> warnings) {
    return new ChangeView(
        revision.toString(),
        id.name(),
        revision.number(),
        changed,
        tags().of(revision, format),
        RolloutResource.path(id, revision),
        nodes,
        warnings.stream().map(ViolationView::of).toList());
  }

  private static Response change(int status, ChangeView view) {
    return Response.status(status)
        .header("Location", view.rollout())
        .header("ETag", view.etag())
        .entity(view)
        .build();
  }

  private static Response preview(ClusterId id, Decision decision) {
    return switch (decision) {
      case Decision.Unchanged(List<Violation> warnings) ->
          Response.ok(preview(id, false, List.of(), warnings)).build();
      case Decision.Accepted accepted ->
          Response.ok(preview(id, true, names(accepted.touched()), accepted.warnings())).build();
      case Decision.Rejected(List<Violation> violations) -> throw ApiProblem.validation(violations);
      case Decision.NeedsConfirmation needs -> throw confirmation(needs);
    };
  }

  private static PreviewView preview(
      ClusterId id, boolean changed, List<String> nodes, List<Violation> warnings) {
    return new PreviewView(
        id.name(), true, changed, nodes, warnings.stream().map(ViolationView::of).toList());
  }

  private static ApiProblem confirmation(Decision.NeedsConfirmation needs) {
    return new ApiProblem(
            ProblemType.CONFIRMATION_NEEDED,
            needs.detail() + ": send the request again with ?confirm=" + needs.removals())
        .with("confirm", needs.removals())
        .with("removes", needs.objects());
  }

  private static List<String> names(Collection<NodeId> nodes) {
    return nodes.stream().map(NodeId::name).toList();
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
