package io.lvsfleet.controlplane.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class RoutingTableResourceTest extends ApiTestBase {

  private static final NodeId LB1 = new NodeId("lb1");
  private static final String TABLE = WEB + "/routing-table";

  RoutingTableResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private DirectorState director() {
    return topology.compiled(new ClusterId("web")).parts().values().stream()
        .flatMap(part -> Stream.ofNullable(part.director()))
        .findFirst()
        .orElseThrow();
  }

  /// As if the director had programmed all it should have, with three connections per server.
  private void report() {
    SortedMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    director()
        .services()
        .forEach((key, service) -> {
          SortedMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
          service
              .realServers()
              .forEach((serverKey, server) ->
                  servers.put(
                      serverKey,
                      new ServerStatistics(
                          server.config(), 3, 2, 1, new Counters(9, 8, 7, 6, 5), Rates.ZERO)));
          services.put(
              key,
              new ServiceStatistics(
                  service.config(), new Counters(18, 16, 14, 12, 10), Rates.ZERO, servers));
        });
    fleet.counted(
        LB1,
        Capabilities.UNKNOWN,
        new Statistics(Instant.parse("2026-01-01T00:00:00Z"), true, services));
  }

  @Test
  void theTableHasTheOperatorsNamesAndTheKernelsNumbers() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    report();

    request()
        .get(TABLE)
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("directors[0].node", equalTo(LB1.name()))
        .body("directors[0].virtualServices[0].name", equalTo("http"))
        .body("directors[0].virtualServices[0].realServers[0].activeConnections", equalTo(3))
        .body("directors[0].virtualServices[0].realServers[0].counters.connections", equalTo(9));
  }

  @Test
  void asPlainTextItIsIpvsadmsListing() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    report();

    request()
        .accept("text/plain")
        .get(TABLE)
        .then()
        .statusCode(200)
        .contentType(startsWith("text/plain"))
        .body(startsWith("IP Virtual Server version"))
        .body(containsString("3          2"));
    request()
        .accept("text/plain")
        .get(TABLE + "?table=stats")
        .then()
        .statusCode(200)
        .body(containsString("Conns   InPkts  OutPkts"));
    request()
        .accept("text/plain")
        .get(TABLE + "?table=nonsense")
        .then()
        .statusCode(400)
        .body(containsString("nonsense"));
  }

  @Test
  void aDirectorThatHasNotReportedIsThereWithoutATable() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);

    request()
        .get(TABLE)
        .then()
        .statusCode(200)
        .body("directors[0].connected", equalTo(false))
        .body("directors[0].at", nullValue());
    request().accept("text/plain").get(TABLE).then().statusCode(404);
    request().get("/api/v1/clusters/nobody/routing-table").then().statusCode(404);
  }

  @Test
  void connectionsAreSummedPerServer() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    report();

    request()
        .get(WEB + "/connections")
        .then()
        .statusCode(200)
        .body("directors", contains(LB1.name()))
        .body("virtualServices[0].service", equalTo("http"))
        .body("virtualServices[0].realServers[0].connections.active", equalTo(3));
  }

  @Test
  void whatAnAgentSeesCanBeRead() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    report();

    request()
        .get("/api/v1/nodes/" + LB1.name() + "/observed")
        .then()
        .statusCode(200)
        .body("node", equalTo(LB1.name()))
        .body("connected", equalTo(true));
    request().get("/api/v1/nodes/nobody/observed").then().statusCode(404);
  }
}
