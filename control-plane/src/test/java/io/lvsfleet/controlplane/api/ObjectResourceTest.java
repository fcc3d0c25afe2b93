package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.Revision;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class ObjectResourceTest extends ApiTestBase {

  private static final String SERVER = WEB + "/virtual-services/http/real-servers/b";
  private static final String PATCH = "application/merge-patch+json";

  ObjectResourceTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static RequestSpecification json(String body) {
    return request().contentType("application/json").body(body);
  }

  private static RequestSpecification patch(String body) {
    return request().contentType(PATCH).body(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void start() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
  }

  @Test
  void aRealServerIsReadWrittenPatchedAndRemoved() {
    start();
    request()
        .accept("application/json")
        .get(SERVER)
        .then()
        .statusCode(200)
        .header("ETag", containsString("1."))
        .body("address", equalTo("10.0.0.12"));
    patch("{\"weight\": 7}")
        .patch(SERVER)
        .then()
        .statusCode(202)
        .header("ETag", containsString("2."))
        .body("revision", equalTo(2))
        .body("nodes", contains("lb1"));
    request().accept(YAML).get(SERVER).then().statusCode(200).body(containsString("weight: 7"));
    request()
        .get(WEB + "/virtual-services/http/real-servers/a")
        .then()
        .header("ETag", containsString("\"1."));
    json("{\"address\": \"10.0.0.13\"}").put(SERVER.replace("/b", "/c")).then().statusCode(201);
    json("{\"address\": \"10.0.0.13\"}")
        .put(SERVER.replace("/b", "/c"))
        .then()
        .statusCode(200)
        .body("changed", equalTo(false));
    request().delete(SERVER).then().statusCode(202).body("revision", equalTo(4));
    request().delete(SERVER).then().statusCode(404);
    request().get(SERVER).then().statusCode(404);
    assertThat(topology.document(Documents.WEB, new Revision(4)))
        .contains(topology.topology().clusterOrEmpty(Documents.WEB).document());
  }

  @Test
  void theExamplesOfEveryKindAreTakenAndGivenBack() {
    for (ObjectKind kind : ObjectKind.values()) {
      String path = path(kind);
      String example = Json.encode(Examples.of(kind));
      assertThat(json(example).put(path).statusCode()).as(kind.name()).isBetween(200, 202);
      var got = request().accept("application/json").get(path).then().statusCode(200).extract();
      assertThat(Json.decodeValue(got.asString())).isEqualTo(Json.decodeValue(example));
      json(got.asString()).put(path).then().statusCode(200).body("changed", equalTo(false));
      String patch = Json.encode(Examples.patch(kind));
      patch(patch)
          .patch(path + "?dryRun=true")
          .then()
          .statusCode(200)
          .body("changed", equalTo(true));
      assertThat(patch(patch).patch(path).statusCode()).as(kind.name()).isIn(200, 202);
      patch(patch)
          .patch(path + "?dryRun=true")
          .then()
          .statusCode(200)
          .body("changed", equalTo(false))
          .body("objects", empty());
      request().head(path).then().statusCode(200).header("ETag", notNullValue());
      request().options(path).then().statusCode(200).header("Allow", containsString("PATCH"));
      json(example).put(path);
    }
  }

  private static String path(ObjectKind kind) {
    return kind.path()
        .replace("{cluster}", "web")
        .replace("{node}", "web1")
        .replace("{virtualIp}", "www")
        .replace("{virtualService}", "http")
        .replace("{realServer}", "a")
        .replace("{check}", "tcp");
  }

  @Test
  void aDryRunTellsEveryFieldThatWouldChange() {
    start();
    patch("{\"weight\": 7, \"port\": 80}")
        .patch(SERVER + "?dryRun=true")
        .then()
        .statusCode(200)
        .body("changed", equalTo(true))
        .body("revision", equalTo(1))
        .body("etag", containsString("1."))
        .body("objects.object", contains("virtualServices/http/realServers/b"))
        .body("objects[0].action", equalTo("update"))
        .body(
            "objects[0].fields.pointer",
            contains(
                "#/virtualServices/http/realServers/b/port",
                "#/virtualServices/http/realServers/b/weight"))
        .body("objects[0].fields[1].after", equalTo(7));
    request()
        .delete(WEB + "/virtual-services/http?dryRun=true")
        .then()
        .statusCode(409)
        .body("confirm", equalTo(3));
    request()
        .delete(WEB + "?dryRun=true")
        .then()
        .statusCode(200)
        .body("objects.action", org.hamcrest.Matchers.everyItem(equalTo("delete")));
    assertThat(topology.topology().clusterOrEmpty(Documents.WEB).revision())
        .isEqualTo(new Revision(1));
  }

  @Test
  void mistakesAreShownWhereTheyStandInWhatWasSent() {
    start();
    json("{\"address\": \"10.0.0.255\", \"weight\": 70000, \"colour\": 1}")
        .put(SERVER)
        .then()
        .statusCode(422)
        .body("errors.pointer", contains("#/address", "#/colour", "#/weight"));
    request()
        .delete(WEB + "/virtual-ips/www")
        .then()
        .statusCode(422)
        .body("errors[0].pointer", equalTo("#"))
        .body("errors[0].detail", containsString("/virtualServices/http/listen/virtualIp"));
    patch("[1").patch(SERVER).then().statusCode(400).body("type", equalTo("/problems/syntax"));
    patch("3").patch(SERVER).then().statusCode(422).body("errors.pointer", contains("#"));
    json("{}").patch(SERVER).then().statusCode(415).header("Accept-Patch", equalTo(PATCH));
    request().accept("image/png").get(SERVER).then().statusCode(406);
    json("{}").put(WEB + "/virtual-services/none/real-servers/a").then().statusCode(404);
    json("{}").put("/api/v1/clusters/none/virtual-ips/a").then().statusCode(404);
    json("{}").put(WEB + "/virtual-ips/A").then().statusCode(400);
    request().post(SERVER).then().statusCode(405).header("Allow", containsString("PATCH"));
  }

  @Test
  void preconditionsAreAboutTheObject() {
    start();
    String tag = request().get(SERVER).header("ETag");
    patch("{\"weight\": 2}")
        .patch(WEB + "/virtual-services/http/real-servers/a")
        .then()
        .statusCode(202);
    patch("{\"weight\": 3}").header("If-Match", tag).patch(SERVER).then().statusCode(202);
    patch("{\"weight\": 4}").header("If-Match", tag).patch(SERVER).then().statusCode(412);
    json("{\"node\": \"web1\"}").header("If-None-Match", "*").put(SERVER).then().statusCode(412);
    request()
        .header("If-None-Match", request().get(SERVER).header("ETag"))
        .get(SERVER)
        .then()
        .statusCode(304);
  }

  @Test
  void objectsAreListedInPagesFilteredAndSorted() {
    start();
    String list = WEB + "/virtual-services/http/real-servers";
    for (int i = 1; i <= 5; i++) {
      json("{\"address\": \"10.0.0.2%d\", \"weight\": %d}".formatted(i, 6 - i))
          .put(list + "/x" + i)
          .then()
          .statusCode(201);
    }
    String next =
        request()
            .get(list + "?limit=2&sort=-weight&filter=name=x*")
            .then()
            .body("items.name", contains("x1", "x2"))
            .body("items[0].value.weight", equalTo(5))
            .extract()
            .path("nextCursor");
    request()
        .get(list + "?limit=3&sort=-weight&filter=name=x*&after=" + next)
        .then()
        .body("items.name", contains("x3", "x4", "x5"))
        .body("nextCursor", nullValue());
    request().get(list + "?sort=weight&after=" + next).then().statusCode(400);
    request().get(list + "?filter=weight").then().statusCode(400);
    request()
        .get(list + "?filter=wieght=0")
        .then()
        .statusCode(400)
        .body("detail", containsString("known are address, "))
        .body("detail", containsString(", weight"));
    request()
        .get(WEB + "/virtual-services?sort=listen.ip")
        .then()
        .statusCode(400)
        .body("errors[0].parameter", equalTo("sort"))
        .body("detail", containsString("virtualIp"));
    request().get(WEB + "/virtual-services?sort=listen.virtualIp").then().statusCode(200);
    request().get(list).then().body("items", hasSize(7));
    request()
        .get(WEB + "/virtual-services")
        .then()
        .body("items.name", contains("http"))
        .body("items[0].value.realServers", nullValue());
  }

  @Test
  void bodiesAndAnswersMayBeCompressed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Documents.DR.getBytes(StandardCharsets.UTF_8));
    }
    request()
        .contentType(YAML)
        .header("Content-Encoding", "gzip")
        .body(bytes.toByteArray())
        .put(WEB)
        .then()
        .statusCode(201);
    request()
        .header("Accept-Encoding", "gzip")
        .get(WEB)
        .then()
        .statusCode(200)
        .header("Content-Encoding", "gzip")
        .header("ETag", containsString("json-gzip"))
        .body("directors.members", hasSize(1));
  }

  @Test
  void theReasonOfAChangeIsKept() {
    start();
    patch("{\"weight\": 2}")
        .header("Change-Reason", "too warm")
        .patch(SERVER)
        .then()
        .statusCode(202);
    assertThat(topology.revision(Documents.WEB, new Revision(2)).orElseThrow().author().why())
        .isEqualTo("too warm");
  }

  /// Each round everybody writes with the tag all of them read.
  @Test
  void ofFiftyWritersWithOneTagOneWins() throws Exception {
    start();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (int round = 1; round <= 3; round++) {
        String tag = request().get(SERVER).header("ETag");
        List<Future<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          String body = "{\"weight\": " + (round * 100 + i) + "}";
          writes.add(
              threads.submit(() -> patch(body).header("If-Match", tag).patch(SERVER).statusCode()));
        }
        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> write : writes) {
          answers.add(write.get());
        }
        assertThat(answers).containsOnly(202, 412);
        assertThat(answers).filteredOn(status -> status == 202).hasSize(1);
      }
    }
    assertThat(topology.revisions(Documents.WEB, null, 100))
        .extracting(StoredRevision::revision)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 4).mapToObj(Revision::new).toList().reversed());
  }
}
