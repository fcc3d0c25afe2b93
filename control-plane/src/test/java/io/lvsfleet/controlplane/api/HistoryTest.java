package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.History;
import io.lvsfleet.controlplane.service.RolloutRecorder;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.NodeId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class HistoryTest extends ApiTestBase {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final String REVISIONS = WEB + "/revisions";
  private static final String HEAVIER = Documents.DR.replace("0.12}", "0.12, weight: 9}");

  private final History history;
  private final RolloutRecorder recorder;
  private int weight = 20;

  HistoryTest(
      TopologyService topology,
      TestFleet fleet,
      DataSource dataSource,
      History history,
      RolloutRecorder recorder) {
    super(topology, fleet, dataSource);
    this.history = history;
    this.recorder = recorder;
  }

  private static void put() {
    yaml(Documents.DR).header("Change-Reason", "the first").put(WEB).then().statusCode(201);
  }

  private static void putHeavier() {
    yaml(HEAVIER).put(WEB + "?reason=heavier").then().statusCode(202);
  }

  private static String document(String path) {
    return request().accept(YAML).get(path).then().statusCode(200).extract().asString();
  }

  @Test
  void revisionsAreListedNewestFirstInPages() {
    put();
    putHeavier();
    request().delete(WEB + "?reason=gone").then().statusCode(202);

    String cursor =
        request()
            .get(REVISIONS + "?limit=2")
            .then()
            .statusCode(200)
            .body("items.revision", contains(3, 2))
            .body("items.reason", contains("gone", "heavier"))
            .body("items.author", contains("admin", "admin"))
            .body("items.removed", contains(true, false))
            .body("items[1].updated", is(1))
            .body("items[1].created", is(0))
            .body("items[1].deleted", is(0))
            .extract()
            .path("nextCursor");
    request()
        .get(REVISIONS + "?limit=2&cursor=" + cursor)
        .then()
        .body("items.revision", contains(1))
        .body("items.reason", contains("the first"))
        .body("nextCursor", nullValue());
    request().get("/api/v1/clusters/none/revisions").then().statusCode(404);
    request().get(REVISIONS + "?cursor=x").then().statusCode(400);
  }

  @Test
  void aRevisionIsTheDocumentAsItWas() {
    put();
    String first = document(WEB);
    putHeavier();

    assertThat(document(REVISIONS + "/1")).isEqualTo(first);
    assertThat(document(REVISIONS + "/2")).isEqualTo(document(WEB));
    String etag = request().get(REVISIONS + "/1").header("ETag");
    assertThat(etag).startsWith("\"1.");
    request().header("If-None-Match", etag).get(REVISIONS + "/1").then().statusCode(304);
    request().get(REVISIONS + "/3").then().statusCode(404);
    request().get(REVISIONS + "/x").then().statusCode(404);
  }

  @Test
  void aDiffTellsFieldByField() {
    put();
    putHeavier();

    request()
        .get(REVISIONS + "/2/diff")
        .then()
        .statusCode(200)
        .body("from", is(1))
        .body("to", is(2))
        .body("changes.pointer", contains("#/virtualServices/http/realServers/b/weight"))
        .body("changes[0].before", nullValue())
        .body("changes[0].after", is(9));
    request()
        .get(REVISIONS + "/2/diff?to=1")
        .then()
        .body("changes[0].before", is(9))
        .body("changes[0].after", nullValue());
    request().get(REVISIONS + "/2/diff?to=2").then().body("changes", empty());
    request()
        .get(REVISIONS + "/1/diff")
        .then()
        .body("from", is(0))
        .body(
            "changes.pointer",
            contains("#/directors/members", "#/virtualIps", "#/virtualServices"));
    request().get(REVISIONS + "/2/diff?to=7").then().statusCode(404);
  }

  @Test
  void rollbackUndoesAChange() {
    put();
    String first = document(WEB);
    putHeavier();
    String etag = request().get(WEB).header("ETag");

    request()
        .post(REVISIONS + "/1/rollback?dryRun=true")
        .then()
        .statusCode(200)
        .body("changed", is(true));
    request()
        .header("If-Match", "\"1.00000000\"")
        .post(REVISIONS + "/1/rollback")
        .then()
        .statusCode(412);
    assertThat(document(WEB)).isNotEqualTo(first);
    request()
        .header("If-Match", etag)
        .post(REVISIONS + "/1/rollback")
        .then()
        .statusCode(202)
        .body("revision", is(3));

    assertThat(document(WEB)).isEqualTo(first);
    request().get(REVISIONS).then().body("items[0].reason", equalTo("rolled back to revision 1"));
    request().post(REVISIONS + "/1/rollback").then().statusCode(200).body("changed", is(false));
  }

  @Test
  void aRemovedClusterIsReadableAndComesBackToLife() {
    put();
    String first = document(WEB);
    request().delete(WEB).then().statusCode(202);

    assertThat(document(REVISIONS + "/1")).isEqualTo(first);
    request()
        .get(REVISIONS + "/2")
        .then()
        .statusCode(404)
        .body("detail", startsWith("revision 2 removed the cluster"));
    request().post(REVISIONS + "/2/rollback").then().statusCode(404);
    request()
        .header("Change-Reason", "too soon")
        .post(REVISIONS + "/1/rollback")
        .then()
        .statusCode(201)
        .body("revision", is(3));

    assertThat(document(WEB)).isEqualTo(first);
    request().get(REVISIONS).then().body("items[0].reason", equalTo("too soon"));
  }

  @Test
  void whatBreaksARuleTodayIsRefusedWithAllOfThem() {
    put();
    request().delete(WEB).then().statusCode(202);
    yaml(Documents.DR).put("/api/v1/clusters/other").then().statusCode(201);

    request()
        .post(REVISIONS + "/1/rollback")
        .then()
        .statusCode(422)
        .body("type", equalTo("/problems/validation"))
        .body(
            "errors.code",
            org.hamcrest.Matchers.hasItems(
                "director-in-one-cluster", "vip-used-by-another-cluster"));
  }

  @Test
  void anOutcomeIsToldOnceAndKept() {
    put();
    recorder.look();
    fleet.rejected(LB, topology.desired(LB).orElseThrow().stamp(), "no such scheduler");
    recorder.look();
    recorder.look();
    putHeavier();
    recorder.look(); // Closes the refused one, which the next would otherwise apply.
    fleet.applied(LB, topology.desired(LB).orElseThrow().stamp());
    fleet.applied(WEB1, topology.desired(WEB1).orElseThrow().stamp());
    recorder.look();
    recorder.look();
    putAgain();
    putAgain();
    recorder.look();

    List<String> types =
        request()
            .get(WEB + "/events?limit=100")
            .jsonPath()
            .getList("items.findAll { it.type.startsWith('rollout.') }.type");
    assertThat(types)
        .containsExactly(
            "rollout.started",
            "rollout.rejected",
            "rollout.started",
            "rollout.applied",
            "rollout.started",
            "rollout.started",
            "rollout.superseded");
    request()
        .get(WEB + "/rollouts")
        .then()
        .statusCode(200)
        .body("items.id", contains("4", "3", "2", "1"))
        .body("items.state", contains("pending", "superseded", "applied", "rejected"))
        .body("items[0].decidedAt", nullValue());
    request().get(WEB + "/rollouts?limit=1").then().body("nextCursor", equalTo("4"));
  }

  private void putAgain() {
    weight++;
    yaml(Documents.DR.replace("0.12}", "0.12, weight: " + weight + "}"))
        .put(WEB)
        .then()
        .statusCode(202);
  }

  @Test
  void oldRevisionsAreForgottenAndTheRestStaysReadable() {
    put();
    for (int i = 0; i < 6; i++) {
      putAgain();
    }
    recorder.look();
    String seventh = document(REVISIONS + "/7");

    assertThat(history.prune(Instant.EPOCH, 3)).as("all are patches of the first one").isZero();
    request().delete(WEB).then().statusCode(202);
    request().post(REVISIONS + "/7/rollback").then().statusCode(201);
    recorder.look();
    fleet.applied(LB, topology.desired(LB).orElseThrow().stamp());
    fleet.applied(WEB1, topology.desired(WEB1).orElseThrow().stamp());
    recorder.look();

    assertThat(history.prune(Instant.EPOCH, 1)).isEqualTo(8);
    assertThat(history.prune(Instant.parse("2100-01-01T00:00:00Z"), 1)).isZero();
    request().get(REVISIONS).then().body("items.revision", contains(9));
    request().get(REVISIONS + "/7").then().statusCode(410);
    assertThat(document(REVISIONS + "/9")).isEqualTo(seventh);
    request().get(WEB + "/rollouts/9").then().statusCode(200).body("state", equalTo("applied"));
  }
}
