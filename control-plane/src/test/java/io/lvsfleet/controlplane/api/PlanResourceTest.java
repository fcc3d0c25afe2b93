package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class PlanResourceTest extends ApiTestBase {

  private static final String PLAN = WEB + "/plan";
  private static final NodeId LB1 = new NodeId("lb1");
  private static final String WEIGHT_5 = Documents.DR.replace("0.12}", "0.12, weight: 5}");

  PlanResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  /// Every real server of the director has 37 active connections.
  private void count() {
    TreeMap<io.lvsfleet.model.VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    Objects.requireNonNull(topology.desired(LB1).orElseThrow().state().director())
        .services()
        .forEach((key, service) -> {
          TreeMap<io.lvsfleet.model.RealServerKey, ServerStatistics> servers = new TreeMap<>();
          service
              .realServers()
              .forEach((server, spec) ->
                  servers.put(
                      server,
                      new ServerStatistics(
                          spec.config(), 37, 0, 0, new Counters(1, 1, 1, 1, 1), Rates.ZERO)));
          services.put(
              key,
              new ServiceStatistics(
                  service.config(), new Counters(1, 1, 1, 1, 1), Rates.ZERO, servers));
        });
    fleet.counted(
        LB1,
        Capabilities.UNKNOWN,
        new Statistics(Instant.parse("2026-01-01T00:00:00Z"), true, services));
  }

  @Test
  void aClusterThatDoesNotExistYetIsPlannedAndNotMade() {
    yaml(Documents.DR)
        .post(PLAN)
        .then()
        .statusCode(200)
        .body("changed", equalTo(true))
        .body("dryRun", equalTo(true))
        .body("$", not(hasKey("etag")))
        .body("nodes", contains("lb1", "web1"))
        .body("forecast.node", contains("lb1", "web1"))
        .body("forecast[0].connected", equalTo(false))
        .body("forecast[0].operations.command", hasItem("ipvsadm -A -t 10.0.0.100:80 -s wlc"))
        .body("forecast[1].operations.command", hasItem("ip address add 10.0.0.100/32 dev lo"));
    request().get(WEB).then().statusCode(404);
    request().get("/api/v1/audit").then().body("items.path", not(hasItem(PLAN)));
  }

  @Test
  void theForecastHasTheConnectionsItMeetsAndHowOldTheCountIs() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    count();

    yaml(WEIGHT_5)
        .post(PLAN)
        .then()
        .statusCode(200)
        .body("forecast", org.hamcrest.Matchers.hasSize(1))
        .body("forecast[0].connected", equalTo(true))
        .body("forecast[0].observedAt", equalTo("2026-01-01T00:00:00Z"))
        .body("forecast[0].age", endsWith("s"))
        .body("forecast[0].operationCount", equalTo(1))
        .body(
            "forecast[0].operations.command",
            contains("ipvsadm -e -t 10.0.0.100:80 -r 10.0.0.12:80 -g -w 5"))
        .body("forecast[0].operations.activeConnections", contains(37))
        .body("forecast[0].warnings", empty());
    request()
        .delete(WEB + "/virtual-services/http/real-servers/b?dryRun=true")
        .then()
        .statusCode(200)
        .body("forecast[0].warnings.code", contains("removes-connections"))
        .body("forecast[0].warnings.activeConnections", contains(37));
  }

  @Test
  void whatChangesNothingIsAnEmptyPlan() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);

    yaml(Documents.DR)
        .post(PLAN)
        .then()
        .statusCode(200)
        .body("changed", equalTo(false))
        .body("objects", empty())
        .body("forecast", empty())
        .body("etag", not(nullValue()));
  }

  @Test
  void appliedWithItsTagThePlanIsWhatHappens() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    var plan = yaml(WEIGHT_5).post(PLAN).then().statusCode(200).extract();
    List<Map<String, Object>> foretold = plan.path("objects[0].fields");

    yaml(WEIGHT_5).header("If-Match", plan.header("ETag")).put(WEB).then().statusCode(202);

    List<Map<String, Object>> happened =
        request().get(WEB + "/revisions/2/diff").then().statusCode(200).extract().path("changes");
    assertThat(happened).isEqualTo(foretold);
  }

  @Test
  void aPlanThatHasBeenOvertakenIsNotApplied() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    String tag = yaml(WEIGHT_5).post(PLAN).then().statusCode(200).extract().header("ETag");
    yaml(Documents.DR.replace("0.12}", "0.12, weight: 9}")).put(WEB).then().statusCode(202);

    yaml(WEIGHT_5).header("If-Match", tag).put(WEB).then().statusCode(412);
  }

  @Test
  void aPlanIsCheckedAsAWriteIs() {
    yaml(Documents.DR.replace("port: 80", "port: 99999")).post(PLAN).then().statusCode(422);
    request().get(PLAN).then().statusCode(405).header("Allow", equalTo("POST, OPTIONS"));
  }
}
