package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Weight;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class RolloutResourceTest extends ApiTestBase {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final String RESULT = WEB + "/rollouts/1/result";

  RolloutResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static void put() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
  }

  private Stamp stamp(NodeId node) {
    return topology.desired(node).orElseThrow().stamp();
  }

  private static EffectiveServer server(String name, int weight, String reason) {
    return new EffectiveServer(
        "http",
        name,
        weight > 0,
        new Weight(weight),
        weight > 0 ? ServerState.UP : ServerState.DOWN,
        Instant.EPOCH,
        reason,
        null);
  }

  private static SortedMap<ClusterId, Readiness> readiness(Readiness.Precondition... missing) {
    return new TreeMap<>(
        Map.of(
            Documents.WEB,
            Readiness.of(new TreeMap<>(Map.of(IpAddress.parse("10.0.0.100"), List.of(missing))))));
  }

  private void allWell() {
    fleet.director(LB, stamp(LB), List.of(server("a", 1, "up"), server("b", 1, "up")));
    fleet.realServer(WEB1, stamp(WEB1), readiness());
  }

  @Test
  void theVerdictIsNotYetThenApplied() {
    put();
    request()
        .get(RESULT)
        .then()
        .statusCode(504)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/not-applied-yet"))
        .body("agents.name", contains("lb1", "web1"))
        .body("agents.state", everyItem(is("offline")));

    allWell();

    request()
        .get(RESULT)
        .then()
        .statusCode(200)
        .body("state", equalTo("applied"))
        .body("agents.state", everyItem(is("applied")));
  }

  @Test
  void aRefusalIsFinal() {
    put();
    fleet.rejected(LB, stamp(LB), "no such scheduler");

    request()
        .get(RESULT + "?wait=45s")
        .then()
        .statusCode(424)
        .body("type", equalTo("/problems/rejected"))
        .body("agents[0].detail", containsString("no such scheduler"));
  }

  @Test
  void anAgentThatIsAwayCanFailTheVerdictAtOnceOrBeLeftOut() {
    put();
    fleet.applied(LB, stamp(LB));

    request().get(RESULT + "?offline=maybe").then().statusCode(400);
    request()
        .get(RESULT + "?wait=45s&offline=fail")
        .then()
        .statusCode(424)
        .body("type", equalTo("/problems/agent-offline"))
        .body("agents.state", contains("applied", "offline"))
        .body("agents.desired", contains(1, 1))
        .body("agents.applied", contains(1, 0));
    request()
        .get(RESULT + "?wait=45s&offline=ignore")
        .then()
        .statusCode(200)
        .body("agents.state", contains("applied", "offline"));
  }

  @Test
  void aNewerRevisionTakesThePlace() {
    put();
    yaml(Documents.DR.replace("0.12}", "0.12, weight: 2}")).put(WEB).then().statusCode(202);

    request()
        .get(RESULT + "?wait=45s")
        .then()
        .statusCode(409)
        .body("type", equalTo("/problems/superseded"));
  }

  @Test
  void whoWaitsIsAnsweredAsSoonAsTheLastAgentHasIt() throws Exception {
    int others = fleet.subscriptions();
    put();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Response> answer = threads.submit(() -> request().get(RESULT + "?wait=45s"));
      await().until(() -> fleet.subscriptions() > others);
      long before = System.nanoTime();
      allWell();

      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(5000);
    }
    assertThat(fleet.subscriptions()).isEqualTo(others);
  }

  @Test
  void waitingEnds() {
    int others = fleet.subscriptions();
    put();
    request().get(RESULT + "?wait=50ms").then().statusCode(504);
    assertThat(fleet.subscriptions()).isEqualTo(others);
  }

  @Test
  void theStatusTellsWhatIs() {
    put();
    fleet.director(
        LB, stamp(LB), List.of(server("a", 1, "up"), server("b", 0, "check tcp is down")));
    fleet.realServer(
        WEB1,
        stamp(WEB1),
        readiness(new Readiness.Precondition("net.ipv4.conf.all.arp_ignore", "0", "1")));

    request()
        .get(WEB + "/status")
        .then()
        .statusCode(200)
        .body("state", equalTo("applied"))
        .body("nodes.name", contains("lb1", "web1"))
        .body("nodes.role", contains("director", "realServer"))
        .body("nodes[1].missing", hasItem(containsString("arp_ignore is 0, needed 1")))
        .body("services[0].key", equalTo("-t 10.0.0.100:80"))
        .body("services[0].realServers.name", contains("a", "b"))
        .body("services[0].realServers[1].directors[0].reason", equalTo("check tcp is down"));
    request()
        .get("/api/v1/nodes")
        .then()
        .statusCode(200)
        .body("items.name", contains("lb1", "web1"))
        .body("items[0].clusters", contains("web"))
        .body("items[1].addresses", contains("10.0.0.11"));
  }

  private static void assertNagios(int code, String start) {
    request()
        .get("/nagios/clusters/web")
        .then()
        .statusCode(200)
        .contentType("text/plain")
        .header("X-Nagios-Status", String.valueOf(code))
        .body(org.hamcrest.Matchers.startsWith(start));
  }

  @Test
  void nagiosIsTold() {
    assertNagios(3, "UNKNOWN - there is no such cluster");
    put();
    assertNagios(3, "UNKNOWN - web revision 1: no director's agent is connected | up=0;2:;1:;0;2");

    allWell();
    assertNagios(0, "OK - web revision 1: 2 of 2 real servers up | up=2;2:;1:;0;2 agents=2;;;0;2");

    fleet.director(LB, stamp(LB), List.of(server("a", 1, "up"), server("b", 0, "check | down")));
    assertNagios(1, "WARNING - web revision 1: http/b: check / down | up=1;2:;1:;0;2");

    fleet.director(LB, stamp(LB), List.of(server("a", 0, "down"), server("b", 0, "down")));
    assertNagios(2, "CRITICAL - web revision 1: http: no real server takes traffic | up=0");

    fleet.rejected(LB, stamp(LB), "no such scheduler");
    assertNagios(2, "CRITICAL - web revision 1: ");
  }

  @Test
  void aLoadBalancerAsksForTheStatusCode() {
    put();
    request().get("/nagios/clusters/web?http=status").then().statusCode(503);
    allWell();
    request().get("/nagios/clusters/web?http=status").then().statusCode(200);
  }

  private static final String OTHER_IP = Documents.DR.replace("0.100/24", "0.101/24");

  @Test
  void aStagedRolloutShowsWhoIsHeld() {
    put();
    yaml(OTHER_IP).put(WEB + "?rollout=staged&onFailure=rollback&within=5m").then().statusCode(202);

    request()
        .get(WEB + "/rollouts/2")
        .then()
        .statusCode(200)
        .body("state", equalTo("pending"))
        .body("watched.onFailure", equalTo("rollback"))
        .body("watched.held", contains("web1"))
        .body("agents.state", contains("offline", "held"))
        .body("agents.desired", contains(2, 0));
    request().get(WEB + "/status").then().statusCode(200);
  }

  @Test
  void aStagedRolloutThatIsRefusedIsUndone() {
    put();
    yaml(OTHER_IP).put(WEB + "?rollout=staged&onFailure=rollback").then().statusCode(202);

    fleet.rejected(LB, stamp(LB), "no such scheduler");

    await()
        .untilAsserted(() ->
            request()
                .get(WEB + "/revisions/3")
                .then()
                .statusCode(200)
                .body("virtualIps.www.address", equalTo("10.0.0.100/24")));
    request().get(WEB + "/rollouts/2/result").then().statusCode(anyOf(is(424), is(409)));
  }

  @Test
  void howARolloutIsWatchedIsChecked() {
    for (String wrong : List.of("rollout=slow", "onFailure=panic", "within=soon", "within=0s")) {
      yaml(Documents.DR)
          .put(WEB + "?" + wrong)
          .then()
          .statusCode(400)
          .body("errors[0].parameter", equalTo(wrong.substring(0, wrong.indexOf('='))));
    }
  }
}
