package io.lvsfleet.controlplane.api;

import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.FleetView;
import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The ip_vs tables of a cluster's directors, live.
@Path("/api/v1/clusters/{cluster}/routing-table")
@Tag(name = "status")
@RunOnVirtualThread
public class RoutingTableResource {

  private static final String TEXT = "text/plain";

  private final TopologyService topology;
  private final FleetView fleet;

  RoutingTableResource(TopologyService topology, FleetView fleet) {
    this.topology = topology;
    this.fleet = fleet;
  }

  @GET
  @Produces(Representation.JSON)
  @Operation(
      operationId = "getRoutingTable",
      summary = "What is in the kernels of the directors, with counters and rates",
      description =
          """
          With `Accept: text/plain` one director's table in the layout of `ipvsadm -Ln`, or with \
          `?table=stats` or `?table=rate` in that of `ipvsadm -Ln --stats` and `--rate`.\
          """)
  @APIResponse(
      responseCode = "200",
      description = "The tables, as old as they say",
      content = {
        @Content(
            mediaType = Representation.JSON,
            schema = @Schema(implementation = RoutingTableView.class)),
        @Content(mediaType = TEXT, schema = @Schema(implementation = String.class))
      })
  @Parameter(
      name = "director",
      in = ParameterIn.QUERY,
      description = "As text: only the table of this one",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "table",
      in = ParameterIn.QUERY,
      description = "As text: `stats` or `rate`",
      schema = @Schema(type = SchemaType.STRING))
  public Response routingTable(@PathParam("cluster") String name) {
    return live(table(topology, fleet, name));
  }

  @GET
  @Produces(TEXT)
  @Operation(hidden = true)
  public Response routingTableText(
      @PathParam("cluster") String name,
      @QueryParam("director") @Nullable String director,
      @QueryParam("table") @Nullable String table) {
    AgentView agent = director(ClusterResource.existing(topology.topology(), name), director);
    Statistics statistics = agent.statistics();
    if (statistics == null) {
      throw new ApiProblem(
          ProblemType.NOT_FOUND,
          "the agent of " + agent.node() + " has not reported its table yet");
    }
    IpvsadmListing.Table which =
        switch (table == null ? "connections" : table) {
          case "connections" -> IpvsadmListing.Table.CONNECTIONS;
          case "stats" -> IpvsadmListing.Table.STATS;
          case "rate" -> IpvsadmListing.Table.RATE;
          default ->
              throw ApiProblem.parameter(
                  "table", "\"" + table + "\" is none of connections, stats and rate");
        };
    return live(IpvsadmListing.of(statistics, agent.facts().capabilities(), which));
  }

  static RoutingTableView table(TopologyService topology, FleetView fleet, String name) {
    ClusterTopology cluster = ClusterResource.existing(topology.topology(), name);
    return RoutingTableView.of(cluster, desired(topology, cluster), fleet.agents());
  }

  private static SortedMap<VirtualServiceKey, ServiceSpec> desired(
      TopologyService topology, ClusterTopology cluster) {
    for (CompiledCluster.Part part : topology.compiled(cluster.id()).parts().values()) {
      if (part.director() != null) {
        return part.director().services();
      }
    }
    return Sorted.map();
  }

  private AgentView director(ClusterTopology cluster, @Nullable String wanted) {
    SortedSet<NodeId> directors = cluster.directors();
    List<String> names = directors.stream().map(NodeId::name).toList();
    if (wanted == null && names.size() != 1) {
      throw ApiProblem.parameter(
          "director", "the cluster has the directors " + names + ": say which one");
    }
    String chosen = wanted == null ? names.getFirst() : wanted;
    if (!names.contains(chosen)) {
      throw ApiProblem.parameter(
          "director", "\"" + chosen + "\" is none of the directors " + names);
    }
    Map<NodeId, AgentView> agents = fleet.agents();
    AgentView agent = agents.get(new NodeId(chosen));
    if (agent == null) {
      throw new ApiProblem(
          ProblemType.NOT_FOUND, "the agent of " + chosen + " has not connected yet");
    }
    return agent;
  }

  static Response live(Object entity) {
    return Response.ok(entity).header("Cache-Control", "no-store").build();
  }
}
