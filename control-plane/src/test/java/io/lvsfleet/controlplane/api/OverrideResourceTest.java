package io.lvsfleet.controlplane.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Weight;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class OverrideResourceTest extends ApiTestBase {

  private static final NodeId LB = new NodeId("lb1");
  private static final String OVERRIDES = WEB + "/overrides";
  private static final String DISK = OVERRIDES + "/disk";
  private static final String DRAIN =
      "{kind: drain, service: http, realServer: a, connections: 2, deadline: 10m, reason: disk}";

  OverrideResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  @BeforeEach
  void cluster() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
  }

  private static ValidatableResponse put(String path, String yaml) {
    return yaml(yaml).put(path).then();
  }

  private Stamp stamp() {
    return topology.desired(LB).orElseThrow().stamp();
  }

  private void says(
      boolean present, ServerState state, EffectiveServer.@Nullable DrainProgress drain) {
    fleet.director(
        LB,
        stamp(),
        List.of(
            new EffectiveServer(
                "http", "a", present, Weight.ZERO, state, Instant.EPOCH, "ordered", drain)));
  }

  @Test
  void aDrainIsSeenFromItsBeginningToItsEnd() {
    put(DISK, DRAIN)
        .statusCode(201)
        .header("Location", equalTo(DISK))
        .header("ETag", notNullValue())
        .body("changed", is(true))
        .body("nodes", contains("lb1"))
        .body("servers", contains("web/http/a"));
    request()
        .get(DISK)
        .then()
        .statusCode(200)
        .body("state", is("pending"))
        .body("owner", startsWith("admin"))
        .body("connections", is(2))
        .body("agents[0].name", is("lb1"))
        .body("agents[0].desired", is(2))
        .body("servers[0].state", nullValue());
    request().get(DISK + "/result").then().statusCode(504).body("override.state", is("pending"));

    says(true, ServerState.DRAINING, new EffectiveServer.DrainProgress(17L, 4L, 2, null, null));
    request()
        .get(DISK)
        .then()
        .body("state", is("draining"))
        .body("servers[0].state", is("draining"))
        .body("servers[0].drain.active", is(17));
    request().get(DISK + "/result?for=applied").then().statusCode(200);
    request().get(DISK + "/result").then().statusCode(504);

    says(false, ServerState.DRAINED, null);
    request().get(DISK + "/result?wait=1s").then().statusCode(200).body("state", is("drained"));
  }

  @Test
  void itIsChangedOnlyAsItWasSeen() {
    String tag = put(DISK, DRAIN).statusCode(201).extract().header("ETag");

    put(DISK, DRAIN).statusCode(200).header("ETag", equalTo(tag)).body("changed", is(false));
    yaml(DRAIN).header("If-None-Match", "*").put(DISK).then().statusCode(412);
    put(DISK, DRAIN.replace("10m", "20m")).statusCode(202);
    yaml(DRAIN).header("If-Match", tag).put(DISK).then().statusCode(412);
    request().header("If-Match", tag).delete(DISK).then().statusCode(412);
    request().delete(DISK).then().statusCode(202).body("nodes", contains("lb1"));
    request().delete(DISK).then().statusCode(404);
    request().get(DISK).then().statusCode(404);
    request().get(DISK + "/result").then().statusCode(404);
  }

  @Test
  void aDryRunSaysWhoWouldHear() {
    put(DISK + "?dryRun=true", DRAIN)
        .statusCode(200)
        .body("dryRun", is(true))
        .body("nodes", contains("lb1"));
    request().get(OVERRIDES).then().body("items", empty());
  }

  @Test
  void aNameIsChosenForWhoHasNone() {
    String path =
        yaml("{kind: disable, service: http, realServer: b, reason: broken}")
            .post(OVERRIDES)
            .then()
            .statusCode(201)
            .body("id", startsWith("disable-"))
            .extract()
            .header("Location");

    request().get(path).then().statusCode(200).body("realServer", is("b"));
  }

  @Test
  void aNodeIsOverriddenWhereverItServes() {
    put("/api/v1/nodes/web1/overrides/patching", "{kind: maintenance, reason: kernel}")
        .statusCode(201)
        .body("servers", contains("web/http/a"));
    put("/api/v1/nodes/nowhere/overrides/x", "{kind: maintenance, reason: kernel}")
        .statusCode(422)
        .body("errors[0].code", is("unknown-reference"));

    request()
        .get(OVERRIDES)
        .then()
        .body("items", hasSize(1))
        .body("items[0].scope", is("nodes/web1"))
        .body("items[0].path", is("/api/v1/nodes/web1/overrides/patching"));
    request().get("/api/v1/nodes/web1/overrides").then().body("items.id", contains("patching"));
  }

  @Test
  void listsComeInPages() {
    for (String id : List.of("a", "b", "c")) {
      put(OVERRIDES + "/" + id, "{kind: freeze, reason: r}").statusCode(201);
    }
    String cursor =
        request()
            .get(OVERRIDES + "?limit=2")
            .then()
            .body("items.id", contains("a", "b"))
            .extract()
            .path("nextCursor");

    request()
        .queryParam("cursor", cursor)
        .get(OVERRIDES)
        .then()
        .body("items.id", contains("c"))
        .body("nextCursor", nullValue());
  }

  @Test
  void aFreezeAnswersWithWhoAndWhy() {
    put(OVERRIDES + "/xmas", "{kind: freeze, reason: christmas, duration: 1h}")
        .statusCode(201)
        .body("nodes", empty());
    String other = Documents.DR.replace("0.12}", "0.12, weight: 9}");

    yaml(other)
        .put(WEB)
        .then()
        .statusCode(409)
        .body("type", is("/problems/frozen"))
        .body("reason", is("christmas"))
        .body("owner", notNullValue())
        .body("override", is(OVERRIDES + "/xmas"))
        .body("expiresAt", notNullValue());
    yaml(Documents.DR).put(WEB).then().statusCode(200).body("changed", is(false));
    request().delete(WEB).then().statusCode(409);
    put(DISK, DRAIN).statusCode(201);
    request().delete(OVERRIDES + "/xmas").then().statusCode(200);
    yaml(other).put(WEB).then().statusCode(202);
  }

  @Test
  void whatIsWrongIsAllToldAtOnce() {
    put(DISK, "{kind: drain, connections: x, deadline: y, foo: 1}")
        .statusCode(422)
        .body("errors.pointer", hasItem("#/connections"))
        .body("errors.pointer", hasItem("#/deadline"))
        .body("errors.pointer", hasItem("#/reason"))
        .body("errors.pointer", hasItem("#/foo"));
    put(DISK, DRAIN.replace("realServer: a", "realServer: zz"))
        .statusCode(422)
        .body("errors[0].pointer", is("#/realServer"));
    put(OVERRIDES + "/Nope", DRAIN).statusCode(400);
    put("/api/v1/clusters/none/overrides/x", DRAIN).statusCode(404);
    put(DISK, "{kind: [").statusCode(400).body("type", is("/problems/syntax"));
  }

  @Test
  void itIsToldAndRemembered() {
    put(DISK, DRAIN).statusCode(201);
    request().delete(DISK).then().statusCode(202);

    request()
        .get(WEB + "/events")
        .then()
        .body("items.type", hasItem("override.created"))
        .body("items.find { it.type == 'override.ended' }.data.why", is("cancelled"))
        .body("items.find { it.type == 'override.created' }.detail", containsString("disk"));
    request()
        .get("/api/v1/audit?cluster=web")
        .then()
        .body("items.find { it.method == 'DELETE' }.path", is(DISK));
  }

  @Test
  void whatItIsAboutMayLeaveAndComeBack() {
    put(DISK, DRAIN).statusCode(201);
    yaml(Documents.DR.replace("      a: {node: web1}\n", "")).put(WEB).then().statusCode(202);

    request().get(DISK).then().body("state", is("dangling")).body("servers", empty());
    request().get(DISK + "/result").then().statusCode(200);
  }

  @Test
  void itIsExplainedWhyARealServerHasItsWeight() {
    put(DISK, DRAIN).statusCode(201);
    says(true, ServerState.DRAINING, new EffectiveServer.DrainProgress(17L, 4L, 2, null, null));

    request()
        .get(WEB + "/explain?realServer=http/a")
        .then()
        .statusCode(200)
        .body("directors[0].state", is("draining"))
        .body(
            "directors[0].sentences",
            hasItem(
                containsString("17 connections and 4 persistence templates are left, 2 may be")))
        .body("directors[0].sentences", hasItem(containsString("ordered drain (disk)")))
        .body("directors[0].sentences", hasItem("Check tcp from lb1: no verdict yet."))
        .body("directors[0].sentences", hasItem("The document gives it weight 1."));
    request()
        .accept("text/plain")
        .get(WEB + "/explain?realServer=http/a")
        .then()
        .statusCode(200)
        .body(startsWith("web/http/a\nlb1:\n  It has weight 0, draining since "));
    request().get(WEB + "/explain?realServer=http/zz").then().statusCode(404);
    request().get(WEB + "/explain").then().statusCode(400);
    request()
        .get(WEB + "/status")
        .then()
        .body("services[0].realServers[0].directors[0].state", is("draining"));
  }
}
