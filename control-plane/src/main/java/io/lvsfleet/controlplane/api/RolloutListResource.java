package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The rollouts of a cluster.
@Path("/api/v1/clusters/{cluster}/rollouts")
@Tag(name = "rollouts")
@RunOnVirtualThread
public class RolloutListResource {

  private static final int USUAL_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final TopologyService topology;

  RolloutListResource(TopologyService topology) {
    this.topology = topology;
  }

  /// A page of rollouts.
  ///
  /// @param nextCursor absent at the end
  public record RolloutPage(List<RolloutItem> items, @Nullable String nextCursor) {}

  /// A rollout in a list.
  ///
  /// @param state `applied`, `rejected` or `superseded` once that is decided, else `pending`
  /// @param decidedAt absent while it is pending
  public record RolloutItem(
      String id,
      String cluster,
      long revision,
      String state,
      Instant startedAt,
      @Nullable Instant decidedAt) {

    static RolloutItem of(StoredRevision stored) {
      StoredRevision.Outcome outcome = stored.outcome();
      return new RolloutItem(
          stored.revision().toString(),
          stored.cluster().name(),
          stored.revision().number(),
          outcome == null ? "pending" : RolloutResource.word(outcome.verdict()),
          stored.at(),
          outcome == null ? null : outcome.at());
    }
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(
      operationId = "listRollouts",
      summary = "What became of the revisions of a cluster, newest first, in pages")
  public RolloutPage list(
      @PathParam("cluster") String name,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    ClusterId cluster = Names.everCluster(topology.topology(), name);
    int size = Names.limit(limit, USUAL_PAGE, LARGEST_PAGE);
    List<RolloutItem> found =
        topology.revisions(cluster, new Revision(Names.cursor(cursor)), size + 1).stream()
            .map(RolloutItem::of)
            .toList();
    boolean isMore = found.size() > size;
    List<RolloutItem> items = isMore ? found.subList(0, size) : found;
    return new RolloutPage(items, isMore ? items.getLast().id() : null);
  }
}
