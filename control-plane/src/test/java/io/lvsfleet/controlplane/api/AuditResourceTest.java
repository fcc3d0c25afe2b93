package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class AuditResourceTest extends ApiTestBase {

  private static final String AUDIT = "/api/v1/audit";

  private final JoinTokens tokens;

  AuditResourceTest(
      TopologyService topology, TestFleet fleet, DataSource dataSource, JoinTokens tokens) {
    super(topology, fleet, dataSource);
    this.tokens = tokens;
  }

  /// What other tests did may still wait to be written; it is written in order.
  @Override
  @BeforeEach
  void startEmpty() throws SQLException {
    super.startEmpty();
    yaml("directors: {}").put("/api/v1/clusters/marker").then().statusCode(422);
    answered("?cluster=marker", 1);
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE audit");
    }
  }

  /// Waits until that many entries have their status: they are written after the answer.
  private static JsonPath answered(String query, int count) {
    await().until(() -> statuses(query).size() == count && !statuses(query).contains(null));
    return request().get(AUDIT + query).jsonPath();
  }

  private static List<Integer> statuses(String query) {
    return request().get(AUDIT + query).jsonPath().getList("items.status");
  }

  @Test
  void everyWriteIsThereWhateverBecameOfIt() {
    yaml(Documents.DR)
        .header("X-Request-Id", "job-17")
        .header("Change-Reason", "because")
        .put(WEB)
        .then()
        .statusCode(201);
    yaml(Documents.DR).put(WEB).then().statusCode(200);
    yaml("directors: {}").put(WEB).then().statusCode(422);
    yaml("]").put(WEB + "?dryRun=true").then().statusCode(400);
    request().header("If-Match", "\"9.9\"").delete(WEB).then().statusCode(412);
    request().get(WEB).then().statusCode(200);

    JsonPath page = answered("", 4);

    assertThat(page.getList("items.status")).containsExactly(412, 422, 200, 201);
    assertThat(page.getList("items.method")).containsExactly("DELETE", "PUT", "PUT", "PUT");
    Map<String, Object> first = page.getMap("items[3]");
    assertThat(first)
        .containsEntry("principal", "admin")
        .containsEntry("source", "127.0.0.1")
        .containsEntry("requestId", "job-17")
        .containsEntry("path", WEB)
        .containsEntry("cluster", "web")
        .containsEntry("revision", 1)
        .containsEntry("diff", WEB + "/revisions/1/diff")
        .containsEntry("detail", "because");
    assertThat(page.<Object>get("items[2].revision")).as("nothing was changed").isNull();
  }

  /// Before any answer: what the change's own transaction wrote.
  @Test
  void anEntryIsStoredWithTheChangeItself() throws SQLException {
    yaml(Documents.DR).header("X-Request-Id", "job-18").put(WEB).then().statusCode(201);

    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT count(*) FROM audit a, revision r
                WHERE a.request_id = 'job-18' AND a.cluster = r.cluster AND a.revision = r.number
                  AND a.at = r.at
                """)) {
      row.next();
      assertThat(row.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void entriesAreFilteredAndPaged() {
    for (String name : List.of("a", "b", "c")) {
      yaml("directors: {}").put("/api/v1/clusters/" + name).then().statusCode(422);
    }
    answered("", 3);

    request()
        .get(AUDIT + "?cluster=b")
        .then()
        .body("items.cluster", contains("b"))
        .body("nextCursor", nullValue());
    String cursor = request().get(AUDIT + "?limit=2").path("nextCursor");
    request().get(AUDIT + "?limit=2&cursor=" + cursor).then().body("items.cluster", contains("a"));
    assertThat(statuses("?principal=nobody")).isEmpty();
    assertThat(statuses("?principal=admin")).hasSize(3);
    assertThat(statuses("?since=" + Instant.now().plusSeconds(60))).isEmpty();
    assertThat(statuses("?until=2026-01-01T00:00:00Z")).isEmpty();
    request().get(AUDIT + "?since=yesterday").then().statusCode(400);
  }

  @Test
  void tokensAndEnrolmentsAreThereWithoutAnySecret() {
    JsonPath created =
        request()
            .contentType("application/json")
            .body("{\"node\": \"web9\"}")
            .post("/api/v1/join-tokens")
            .jsonPath();
    String token = created.getString("token");
    tokens.redeem(token, Instant.now(), "192.0.2.7");
    tokens.redeem(token, Instant.now(), "192.0.2.8");
    request().delete("/api/v1/join-tokens/" + created.getString("id")).then().statusCode(204);

    JsonPath page = answered("", 4);

    String id = created.getString("id");
    assertThat(page.getList("items.principal"))
        .containsExactly("admin", "join-token/" + id, "join-token/" + id, "admin");
    assertThat(page.getList("items.status")).containsExactly(204, 403, 200, 201);
    assertThat(page.getList("items.source"))
        .containsExactly("127.0.0.1", "192.0.2.8", "192.0.2.7", "127.0.0.1");
    assertThat(page.getList("items.detail"))
        .containsExactly(
            "join token " + id,
            "unknown, used, expired or wrong",
            "node web9",
            "join token " + id + " for node web9");
    assertThat(request().get(AUDIT).asString())
        .doesNotContain(token.substring(token.indexOf('.') + 1));
  }

  /// The source of all tests is one, so others may have used up some of what it is granted.
  @Test
  void whoGuessesTokensIsToldOfNowAndThen() {
    for (int i = 0; i < 30; i++) {
      RestAssured.given()
          .header("Authorization", "Bearer lvsf_guess" + i)
          .get(WEB)
          .then()
          .statusCode(401);
    }
    yaml("directors: {}").put("/api/v1/clusters/last").then().statusCode(422);
    answered("?cluster=last", 1);

    List<Integer> statuses = statuses("?principal=anonymous");
    assertThat(statuses).hasSizeLessThanOrEqualTo(12).containsOnly(401);
    assertThat(request().get(AUDIT).asString()).doesNotContain("lvsf_");
  }

  @Test
  void aFailedWriteKeepsTheRequestIdOfItsAnswer() {
    yaml("directors: {}")
        .header("X-Request-Id", "job-19")
        .put(WEB)
        .then()
        .header("X-Request-Id", equalTo("job-19"))
        .body("requestId", equalTo("job-19"));

    assertThat(answered("", 1).getString("items[0].requestId")).isEqualTo("job-19");
  }
}
