package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.audit.AuditEntry;
import io.lvsfleet.controlplane.audit.AuditLog;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Who tried to change what.
@Path("/api/v1/audit")
@Tag(name = "audit")
@RunOnVirtualThread
public class AuditResource {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final AuditLog audit;

  AuditResource(AuditLog audit) {
    this.audit = audit;
  }

  /// A page of the audit log.
  ///
  /// @param nextCursor absent at the end
  public record AuditPage(List<AuditItem> items, @Nullable String nextCursor) {}

  /// A request that would change something, or that brought no valid token.
  ///
  /// @param principal the token's id; `anonymous` without one, `join-token/ID` for an agent that
  ///   enrols
  /// @param source the address it came from
  /// @param status of the answer; absent when it was not answered
  /// @param revision that it made
  /// @param diff where before and after are seen
  /// @param detail the reason that was given, or what else there is to say
  public record AuditItem(
      long id,
      Instant at,
      String principal,
      String source,
      String requestId,
      String method,
      String path,
      @Nullable Integer status,
      @Nullable String cluster,
      @Nullable Long revision,
      @Nullable String diff,
      @Nullable String detail) {

    static AuditItem of(AuditEntry.Stored stored) {
      AuditEntry entry = stored.entry();
      return new AuditItem(
          stored.id(),
          entry.at(),
          entry.request().principal(),
          entry.request().source(),
          entry.request().id(),
          entry.request().method(),
          entry.request().path(),
          entry.status(),
          entry.cluster(),
          entry.revision(),
          entry.revision() == null
              ? null
              : "/api/v1/clusters/" + entry.cluster() + "/revisions/" + entry.revision() + "/diff",
          entry.detail());
    }
  }

  @GET
  @Produces(Representation.JSON)
  @APIResponse(
      responseCode = "200",
      description = "Some of it",
      content =
          @Content(
              schema = @Schema(implementation = AuditPage.class),
              example =
                  """
                  {"items": [{"id": 42, "at": "2026-01-31T12:00:00Z", "principal": "admin", "source":
                  "192.0.2.7", "requestId": "job-17", "method": "PUT", "path": "/api/v1/clusters/web",
                  "status": 202, "cluster": "web", "revision": 17, "diff":
                  "/api/v1/clusters/web/revisions/17/diff", "detail": "more weight for b"}],
                  "nextCursor": "42"}
                  """))
  @Operation(
      operationId = "listAudit",
      summary = "Who tried to change what, newest first, in pages",
      description =
          "Every request that would change something, whether it was accepted, refused or failed,"
              + " and agents that enrol. Of requests without a valid token some of each source.")
  public AuditPage list(
      @QueryParam("principal") @Nullable String principal,
      @QueryParam("cluster") @Nullable String cluster,
      @QueryParam("since") @Nullable String since,
      @QueryParam("until") @Nullable String until,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    List<AuditItem> found =
        audit
            .before(
                Names.cursor(cursor),
                size + 1,
                new AuditLog.Filter(
                    principal,
                    cluster == null ? null : Names.cluster(cluster).name(),
                    Names.time("since", since),
                    Names.time("until", until)))
            .stream()
            .map(AuditItem::of)
            .toList();
    boolean isMore = found.size() > size;
    List<AuditItem> items = isMore ? found.subList(0, size) : found;
    return new AuditPage(items, isMore ? Long.toString(items.getLast().id()) : null);
  }
}
