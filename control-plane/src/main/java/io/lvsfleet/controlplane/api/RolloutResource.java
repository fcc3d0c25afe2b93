package io.lvsfleet.controlplane.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.rollout.AgentProgress;
import io.lvsfleet.controlplane.rollout.Rollout;
import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.controlplane.rollout.Verification;
import io.lvsfleet.controlplane.service.Staged;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.watch.Signal;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Revisions on their way to the agents.
@Path("/api/v1/clusters/{cluster}/rollouts/{id}")
@Tag(name = "rollouts")
@RunOnVirtualThread
public class RolloutResource {

  /// Proxies cut answers that take a minute.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(50);

  private final TopologyService topology;
  private final FleetView fleet;

  RolloutResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  /// A rollout.
  ///
  /// @param state `applied`, `rejected`, `superseded` or `pending`
  /// @param watched absent when it is not, or not any more
  public record RolloutView(
      String id,
      String cluster,
      long revision,
      String state,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WatchView watched,
      List<AgentView> agents) {}

  /// How a rollout is watched.
  ///
  /// @param onFailure `rollback` or `stop`
  /// @param deadline until which it has to be verified everywhere
  /// @param held nodes that are not given it yet
  public record WatchView(String onFailure, Instant deadline, List<String> held) {}

  /// How far one agent is.
  ///
  /// @param state `applied`, `rejected`, `superseded`, `offline`, `held` or `pending`
  /// @param verified whether its kernel was seen to have it at a later look, and has it still
  /// @param desired the number of the node's state that the revision made; 0 while it is held
  /// @param received the newest state it has answered to, well or ill; 0 for none
  /// @param applied the newest state that is whole in its kernel, read back; 0 for none
  public record AgentView(
      String name,
      String state,
      boolean verified,
      String detail,
      long desired,
      long received,
      long applied) {}

  static String path(ClusterId cluster, Revision revision) {
    return "/api/v1/clusters/" + cluster + "/rollouts/" + revision;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(operationId = "getRollout", summary = "Who has applied a revision")
  @APIResponse(
      responseCode = "200",
      description = "The progress",
      content = @Content(schema = @Schema(implementation = RolloutView.class)))
  public Response get(@PathParam("cluster") String cluster, @PathParam("id") String id) {
    ClusterId clusterId = Names.cluster(cluster);
    Revision revision = Names.rollout(id);
    Verdict verdict = judge(clusterId, revision, scope(clusterId, revision));
    return Response.ok(view(clusterId, revision, verdict))
        .header("Cache-Control", "no-store")
        .build();
  }

  @GET
  @Path("result")
  @Produces(Representation.JSON)
  @Operation(
      operationId = "getRolloutResult",
      summary = "The verdict on a revision",
      description =
          "200 when every agent has applied it; 424 when one could not and 409 when a newer"
              + " revision took its place, both final; 504 when it is not decided yet: ask again."
              + " curl --retry repeats after 504 and after none of the others.")
  @APIResponse(
      responseCode = "200",
      description = "Every agent has applied it",
      content = @Content(schema = @Schema(implementation = RolloutView.class)))
  public Response result(
      @PathParam("cluster") String cluster,
      @PathParam("id") String id,
      @QueryParam("wait") @Nullable String wait,
      @Parameter(
              description =
                  "`fail`: answer 424 at once when it waits for an agent that is not connected;"
                      + " `ignore`: do not wait for those; else they are waited for")
          @QueryParam("offline")
          @Nullable String offline)
      throws InterruptedException {
    ClusterId clusterId = Names.cluster(cluster);
    Revision revision = Names.rollout(id);
    Duration patience = Names.waiting(wait, LONGEST_WAIT);
    SortedMap<NodeId, Long> scope = scope(clusterId, revision);
    Offline policy = Names.oneOf("offline", offline, Offline.WAIT);
    Verdict verdict = await(clusterId, revision, scope, patience, policy);
    if (policy == Offline.FAIL && verdict.waitsForOffline()) {
      throw new ApiProblem(
              ProblemType.AGENT_OFFLINE,
              "revision " + revision + ": an agent that has to apply it is not connected")
          .with("id", revision.toString())
          .with("agents", agents(verdict));
    }
    if (verdict.outcome() == Verdict.Outcome.APPLIED) {
      return Response.ok(view(clusterId, revision, verdict))
          .header("Cache-Control", "no-store")
          .build();
    }
    throw problem(revision, verdict);
  }

  /// Waits for the verdict without asking again and again: a change of an agent's view or of the
  /// topology is the reason to look.
  private Verdict await(
      ClusterId cluster,
      Revision revision,
      SortedMap<NodeId, Long> scope,
      Duration patience,
      Offline policy)
      throws InterruptedException {
    Signal signal = new Signal();
    try (FleetView.Subscription _ = fleet.subscribe(_ -> signal.raise());
        FleetView.Subscription _ = topology.subscribe(_ -> signal.raise())) {
      Duration left = patience;
      Verdict verdict = policy.on(judge(cluster, revision, scope));
      while (!verdict.outcome().isFinal()
          && !(policy == Offline.FAIL && verdict.waitsForOffline())
          && left.isPositive()) {
        left = signal.await(left);
        verdict = policy.on(judge(cluster, revision, scope));
      }
      return verdict;
    }
  }

  /// What is done about agents that are not connected.
  private enum Offline {
    WAIT,
    FAIL,
    IGNORE;

    Verdict on(Verdict verdict) {
      return this == IGNORE ? verdict.withoutOffline() : verdict;
    }
  }

  private SortedMap<NodeId, Long> scope(ClusterId cluster, Revision revision) {
    return topology
        .scope(cluster, revision)
        .orElseThrow(() ->
            new ApiProblem(
                ProblemType.NOT_FOUND,
                "cluster \"" + cluster + "\" has no rollout \"" + revision + "\""));
  }

  private Verdict judge(ClusterId cluster, Revision revision, SortedMap<NodeId, Long> scope) {
    Revision newest = topology.topology().clusterOrEmpty(cluster).revision();
    // What was found out before a newer one came is not forgotten.
    Verdict.Outcome recorded =
        newest.equals(revision)
            ? null
            : topology
                .revision(cluster, revision)
                .map(StoredRevision::outcome)
                .map(StoredRevision.Outcome::verdict)
                .orElse(null);
    return new Rollout(topology.incarnation(), cluster, revision, newest, scope, recorded)
        .judge(fleet.agents());
  }

  private @Nullable WatchView watched(ClusterId cluster, Revision revision) {
    Staged staged = topology.staged().get(cluster);
    return staged == null || !staged.revision().equals(revision)
        ? null
        : new WatchView(
            staged.isRolledBack() ? "rollback" : "stop",
            staged.deadline(),
            staged.held().keySet().stream().map(NodeId::name).toList());
  }

  private boolean isVerified(AgentProgress agent) {
    return agent.state() == AgentProgress.State.APPLIED
        && fleet
            .agent(agent.node())
            .filter(view ->
                topology
                    .desired(agent.node())
                    .filter(desired -> desired.stamp().equals(view.applied()))
                    .filter(desired -> Verification.holds(desired.state(), view))
                    .isPresent())
            .isPresent();
  }

  private RolloutView view(ClusterId cluster, Revision revision, Verdict verdict) {
    return new RolloutView(
        revision.toString(),
        cluster.name(),
        revision.number(),
        word(verdict.outcome()),
        watched(cluster, revision),
        agents(verdict));
  }

  private List<AgentView> agents(Verdict verdict) {
    return verdict.agents().stream()
        .map((AgentProgress agent) ->
            new AgentView(
                agent.node().name(),
                word(agent.state()),
                isVerified(agent),
                agent.detail(),
                agent.desired(),
                agent.received(),
                agent.applied()))
        .toList();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private ApiProblem problem(Revision revision, Verdict verdict) {
    String detail = "revision " + revision + ": ";
    ApiProblem problem =
        switch (verdict.outcome()) {
          case REJECTED ->
              new ApiProblem(ProblemType.REJECTED, detail + "an agent could not apply it");
          case SUPERSEDED ->
              new ApiProblem(
                  ProblemType.SUPERSEDED,
                  detail + "a newer one took its place before every agent had it");
          case PENDING, APPLIED ->
              new ApiProblem(
                      ProblemType.NOT_APPLIED_YET,
                      detail + "not every agent has applied it yet; ask again")
                  .withHeader("Retry-After", "1");
        };
    return problem.with("id", revision.toString()).with("agents", agents(verdict));
  }
}
