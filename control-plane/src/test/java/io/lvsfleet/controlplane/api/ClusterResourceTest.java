package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class ClusterResourceTest extends ApiTestBase {

  ClusterResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static String put(String body) {
    return yaml(body).put(WEB).then().extract().header("ETag");
  }

  @Test
  void aClusterIsCreatedThenUnchangedThenChanged() {
    yaml(Documents.DR)
        .put(WEB)
        .then()
        .statusCode(201)
        .header("Location", containsString(WEB + "/rollouts/1"))
        .header("ETag", notNullValue())
        .body("id", equalTo("1"))
        .body("changed", equalTo(true))
        .body("rollout", equalTo(WEB + "/rollouts/1"))
        .body("nodes", contains("lb1", "web1"));
    yaml(Documents.DR)
        .put(WEB)
        .then()
        .statusCode(200)
        .body("id", equalTo("1"))
        .body("changed", equalTo(false))
        .body("nodes", empty());
    yaml(Documents.DR.replace("0.12}", "0.12, weight: 3}"))
        .put(WEB)
        .then()
        .statusCode(202)
        .body("revision", equalTo(2))
        .body("nodes", contains("lb1"));
    yaml(Documents.DR.replace("0.12}", "0.12, weight: 3}") + "nodes: {unused: {agent: true}}")
        .put(WEB)
        .then()
        .statusCode(200)
        .body("changed", equalTo(true))
        .body("nodes", empty());
  }

  @Test
  void whatIsReadIsWhatWasWrittenInBothFormats() {
    put(Documents.DR);

    String yaml = request().accept(YAML).get(WEB).then().statusCode(200).extract().asString();
    String json =
        request()
            .accept("application/json")
            .get(WEB)
            .then()
            .statusCode(200)
            .contentType("application/json")
            .extract()
            .asString();

    assertThat(yaml).contains("virtualIp: www").doesNotContain("scheduler", "checks", "weight");
    yaml(yaml).put(WEB).then().statusCode(200).body("changed", equalTo(false));
    request()
        .contentType("application/json")
        .body(json)
        .put(WEB)
        .then()
        .statusCode(200)
        .body("changed", equalTo(false));
    request().get(WEB).then().contentType("application/json");
  }

  /// The client of this test accepts gzip.
  @Test
  void etagsAreStrongAndOnePerRepresentation() {
    String written = put(Documents.DR);
    ExtractableResponse<Response> yaml = request().accept(YAML).get(WEB).then().extract();
    ExtractableResponse<Response> json =
        request().accept("application/json").get(WEB).then().extract();

    assertThat(yaml.header("ETag")).isEqualTo(written).startsWith("\"1.").endsWith(".yaml-gzip\"");
    assertThat(json.header("ETag")).startsWith("\"1.").endsWith(".json-gzip\"");
    request()
        .accept(YAML)
        .header("If-None-Match", written)
        .get(WEB)
        .then()
        .statusCode(304)
        .header("ETag", equalTo(written));
    request()
        .accept("application/json")
        .header("If-None-Match", written)
        .get(WEB)
        .then()
        .statusCode(200);
  }

  @Test
  void preconditionsAreHeld() {
    yaml(Documents.DR).header("If-Match", "*").put(WEB).then().statusCode(412);
    yaml(Documents.DR).header("If-None-Match", "*").put(WEB).then().statusCode(201);
    yaml(Documents.DR).header("If-None-Match", "*").put(WEB).then().statusCode(412);
    String first = request().accept("application/json").get(WEB).then().extract().header("ETag");
    String next = Documents.DR.replace("0.12}", "0.12, weight: 3}");
    // The other representation's tag names the same revision.
    yaml(next).header("If-Match", first).put(WEB).then().statusCode(202);
    yaml(Documents.DR)
        .header("If-Match", first)
        .put(WEB)
        .then()
        .statusCode(412)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/precondition-failed"))
        .body("etag", containsString("2."));
    yaml(Documents.DR).header("If-Match", "W/" + first).put(WEB).then().statusCode(412);
    yaml(Documents.DR)
        .header("If-Match", "2")
        .put(WEB)
        .then()
        .statusCode(400)
        .body("errors[0].header", equalTo("If-Match"));
    request().header("If-Match", first).delete(WEB).then().statusCode(412);
    request().get("/api/v1/clusters").then().body("items", hasSize(1));
  }

  @Test
  void aBadDocumentIsRefusedWithEveryMistakeAndNothingIsStored() {
    yaml("""
    directors:
      members: [{node: lb1, interface: eth0}]
    virtualIps:
      www: {address: 10.0.0.100/24}
      twin: {address: 10.0.0.100/24}
    virtualServices:
      http:
        listen: {virtualIp: www, port: 80}
        scheduler: fastest
        forwarding: dr
        colour: red
        realServers:
          a: {node: web1, port: 8080, weight: 70000}
          b: {address: "fd00::1"}
    """)
        .put(WEB)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/validation"))
        .body("requestId", notNullValue())
        .body(
            "errors.code",
            containsInAnyOrder(
                "vip-unique",
                "unknown-scheduler",
                "unknown-field",
                "dr-keeps-port",
                "weight-range",
                "family-mismatch"))
        .body("errors.pointer", hasItem("#/virtualServices/http/realServers/a/port"));
    request().get(WEB).then().statusCode(404).body("type", equalTo("/problems/not-found"));
    request().get("/api/v1/clusters").then().body("items", empty());
  }

  @Test
  void warningsAreTold() {
    yaml(Documents.DR.replace("10.0.0.12", "10.9.0.12"))
        .put(WEB)
        .then()
        .statusCode(201)
        .body("warnings.code", contains("dr-same-network"));
  }

  @Test
  void aDryRunChangesNothing() {
    yaml(Documents.DR)
        .put(WEB + "?dryRun=true")
        .then()
        .statusCode(200)
        .body("changed", equalTo(true))
        .body("nodes", contains("lb1", "web1"));
    request().get(WEB).then().statusCode(404);
    yaml(Documents.DR.replace("port: 80", "port: 99999"))
        .put(WEB + "?dryRun=true")
        .then()
        .statusCode(422);
    yaml(Documents.DR)
        .put(WEB + "?dryRun=maybe")
        .then()
        .statusCode(400)
        .body("errors[0].parameter", equalTo("dryRun"));
  }

  @Test
  void removingMuchIsConfirmedWithItsNumber() {
    put(Documents.DR);
    String nothing = Documents.DR.substring(0, Documents.DR.indexOf("    realServers:"));

    yaml(nothing)
        .put(WEB)
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/confirmation-needed"))
        .body("confirm", equalTo(2))
        .body(
            "removes",
            contains("virtualServices/http/realServers/a", "virtualServices/http/realServers/b"));
    yaml(nothing).put(WEB + "?confirm=2").then().statusCode(202);
  }

  @Test
  void aDeletedClusterIsGoneAndItsRolloutIsNot() {
    put(Documents.DR);

    request()
        .delete(WEB)
        .then()
        .statusCode(202)
        .body("revision", equalTo(2))
        .body("nodes", contains("lb1", "web1"));
    request().delete(WEB).then().statusCode(404);
    request()
        .get(WEB + "/rollouts/2")
        .then()
        .statusCode(200)
        .body("state", equalTo("pending"))
        .body("agents.name", contains("lb1", "web1"));
    yaml(Documents.DR).put(WEB).then().statusCode(201).body("revision", equalTo(3));
  }

  @Test
  void clustersAreListedInPages() {
    for (String name : new String[] {"a", "b", "b-2", "c"}) {
      yaml("directors: {members: [{node: lb-%s}]}".formatted(name))
          .put("/api/v1/clusters/" + name)
          .then()
          .statusCode(201);
    }

    request()
        .get("/api/v1/clusters?limit=2")
        .then()
        .body("items.id", contains("a", "b"))
        .body("nextCursor", equalTo("b"));
    request()
        .get("/api/v1/clusters?limit=2&cursor=b")
        .then()
        .body("items.id", contains("b-2", "c"))
        .body("nextCursor", nullValue());
    request().get("/api/v1/clusters?limit=-1").then().statusCode(400);
  }

  @Test
  void whatHappenedIsListed() {
    put(Documents.DR);

    int last =
        request()
            .get(WEB + "/events")
            .then()
            .statusCode(200)
            .body("items.type", contains("cluster.created"))
            .body("items[0].author", equalTo("admin"))
            .extract()
            .path("next");
    request().get(WEB + "/events?since=" + last).then().body("items", empty());
    request()
        .get("/api/v1/events")
        .then()
        .body("items.type", contains("agent.connected", "agent.connected", "cluster.created"));
  }
}
