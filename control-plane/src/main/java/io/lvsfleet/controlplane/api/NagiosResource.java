package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Name;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// For monitors that know plugins. Answers from memory, never by asking an agent.
@Path("/nagios")
@Tag(name = "monitoring")
public class NagiosResource {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final TopologyService topology;
  private final FleetView fleet;
  private final InstantSource clock;

  NagiosResource(TopologyService topology, FleetView fleet, InstantSource clock) {
    this.topology = topology;
    this.fleet = fleet;
    this.clock = clock;
  }

  @GET
  @Path("clusters/{cluster}")
  @Operation(
      operationId = "getNagiosCluster",
      summary = "A cluster as a Nagios plugin's answer",
      description =
          "The text with performance data; the exit code is in the header X-Nagios-Status. With"
              + " ?http=status, CRITICAL and UNKNOWN are answered with 503.")
  @APIResponse(
      responseCode = "200",
      description = "The plugin's text",
      content = @Content(mediaType = "text/plain"))
  public Response cluster(
      @PathParam("cluster") String name, @QueryParam("http") @Nullable String http) {
    NagiosReport report = report(name);
    boolean failing =
        report.state() == NagiosReport.State.CRITICAL
            || report.state() == NagiosReport.State.UNKNOWN;
    return Response.status("status".equals(http) && failing ? 503 : 200)
        .type(TEXT)
        .header("X-Nagios-Status", report.state().code())
        .header("Cache-Control", "no-store")
        .entity(report.text())
        .build();
  }

  /// A monitor reads the first word: what cannot be judged is UNKNOWN and no other text.
  private NagiosReport report(String name) {
    if (!topology.isLoaded()) {
      return unknown("the topology has not been loaded yet");
    }
    ClusterTopology cluster =
        Name.isValid(name) ? topology.topology().cluster(new ClusterId(name)) : null;
    return cluster == null
        ? unknown("there is no such cluster")
        : NagiosReport.of(ClusterStatus.of(topology, cluster, fleet.agents(), clock.instant()));
  }

  private static NagiosReport unknown(String why) {
    return new NagiosReport(NagiosReport.State.UNKNOWN, "UNKNOWN - " + why + "\n");
  }
}
