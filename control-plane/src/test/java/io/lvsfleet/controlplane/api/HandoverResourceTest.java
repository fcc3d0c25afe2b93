package io.lvsfleet.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.lvsfleet.controlplane.agents.FailoverSaid;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.FailoverStatus;
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
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class HandoverResourceTest extends ApiTestBase {

  private static final NodeId LB1 = new NodeId("lb1");
  private static final NodeId LB2 = new NodeId("lb2");
  private static final String PAIR =
      Documents.DR.replace(
          "[{node: lb1, interface: eth0}]",
          "[{node: lb1, interface: eth0, priority: 150}, {node: lb2, interface: eth0}]\n"
              + "  connectionSync: {interface: eth0}");
  private static final String ORDER = WEB + "/directors/members/lb1/handover";

  HandoverResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private Statistics connections(NodeId node, long active) {
    SortedMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    Objects.requireNonNull(
            Objects.requireNonNull(topology.compiled(new ClusterId("web")).parts().get(node))
                .director())
        .services()
        .forEach((key, service) -> {
          SortedMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
          RealServerKey first = service.realServers().firstKey();
          servers.put(
              first,
              new ServerStatistics(
                  Objects.requireNonNull(service.realServers().get(first)).config(),
                  active,
                  2,
                  1,
                  new Counters(9, 8, 7, 6, 5),
                  Rates.ZERO));
          services.put(
              key,
              new ServiceStatistics(
                  service.config(), new Counters(18, 16, 14, 12, 10), Rates.ZERO, servers));
        });
    return new Statistics(Instant.parse("2026-01-01T00:00:00Z"), true, services);
  }

  private void roles(FailoverStatus one, FailoverStatus other) {
    fleet.failsOver(LB1, one, connections(LB1, 120));
    fleet.failsOver(LB2, other, connections(LB2, 118));
  }

  private static FailoverStatus heeded(FailoverStatus status, String order) {
    return new FailoverStatus(
        status.state(),
        status.since(),
        status.reason(),
        status.instances(),
        status.realTime(),
        status.longestPause(),
        status.down(),
        order,
        status.transitions());
  }

  @Test
  void theMasterIsToldOnceWhatItCosts() {
    yaml(PAIR).put(WEB).then().statusCode(201);
    roles(FailoverSaid.master(), FailoverSaid.backup());

    request()
        .post(ORDER + "?dryRun=true")
        .then()
        .statusCode(200)
        .body("state", equalTo("none"))
        .body("revision", equalTo(1))
        .body("wouldLose", equalTo(2));
    request()
        .post(ORDER)
        .then()
        .statusCode(202)
        .body("state", equalTo("ordered"))
        .body("order", equalTo("handover-2"))
        .body("master", equalTo("lb1"))
        .body("activeConnections", equalTo(120))
        .body("known", equalTo(118));
    request().post(ORDER).then().statusCode(200).body("order", equalTo("handover-2"));

    roles(heeded(FailoverSaid.backup(), "handover-2"), FailoverSaid.master());
    request()
        .get(ORDER)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("master", equalTo("lb2"));
    request()
        .get(WEB + "/status")
        .then()
        .statusCode(200)
        .body("failover.master", equalTo("lb2"))
        .body("failover.handover.done", equalTo(true))
        .body("failover.problems", hasSize(0));
  }

  @Test
  void aRevisionThatIsAnOrderChangesNoDocument() {
    yaml(PAIR).put(WEB).then().statusCode(201);
    roles(FailoverSaid.master(), FailoverSaid.backup());
    request().post(ORDER).then().statusCode(202);

    request()
        .get(WEB + "/revisions")
        .then()
        .statusCode(200)
        .body("items[0].revision", equalTo(2))
        .body("items[0].reason", equalTo("lb1 hands over"))
        .body("items[0].updated", equalTo(0));
    request().get(WEB + "/revisions/2/diff").then().statusCode(200).body("changes", hasSize(0));
    yaml(PAIR).put(WEB).then().statusCode(200).body("changed", equalTo(false));
    request().get(ORDER).then().body("order", equalTo("handover-2"));
  }

  @Test
  void whoIsNotMasterHasNothingToHandOver() {
    yaml(PAIR).put(WEB).then().statusCode(201);
    roles(FailoverSaid.backup(), FailoverSaid.master());

    request()
        .post(ORDER)
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/not-master"))
        .body("detail", containsString("lb2 is master"));
  }

  @Test
  void aDirectorThatIsAloneHandsNothingOver() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);

    request().post(ORDER).then().statusCode(404);
    request().get(WEB + "/status").then().statusCode(200).body("failover", nullValue());
  }

  @Test
  void monitorsHearOfMastersThatAreMissingOrTooMany() {
    yaml(PAIR).put(WEB).then().statusCode(201);
    roles(FailoverSaid.master(), FailoverSaid.master());

    request()
        .get("/nagios/clusters/web")
        .then()
        .header("X-Nagios-Status", equalTo("2"))
        .body(startsWith("CRITICAL"))
        .body(containsString("two masters: lb1, lb2"));
    request()
        .get(WEB + "/status")
        .then()
        .body("failover.problems.kind", hasItems("split-brain"))
        .body("failover.virtualRouterId", equalTo(101));
  }
}
