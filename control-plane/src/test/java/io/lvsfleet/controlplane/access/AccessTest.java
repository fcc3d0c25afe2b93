package io.lvsfleet.controlplane.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.controlplane.audit.Request;
import io.lvsfleet.controlplane.pki.FileCertificateAuthority;
import io.lvsfleet.controlplane.store.access.SettingEntity;
import io.lvsfleet.controlplane.testing.TestDatabaseResource;
import io.lvsfleet.model.NodeId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.CDI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tokens over the whole program: HTTP, filter, PostgreSQL.
@Tag("postgres")
@QuarkusTest
@WithTestResource(TestDatabaseResource.class)
class AccessTest {

  private static final Request BY =
      new Request(new java.util.UUID(0, 1), "admin", "127.0.0.1", "r", "POST", "/p");
  private static final NodeId NODE = new NodeId("director-1");
  private static final String PATH = "/api/v1/join-tokens";

  @Test
  void withoutATokenEveryPathButHealthIsClosed() {
    for (String path :
        List.of(PATH, "/api", "/nagios/clusters/web", "/no-such-path", "/q/openapi")) {
      given()
          .get(path)
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", "Bearer realm=\"lvs-fleet\"")
          .body("status", equalTo(401))
          .body("instance", equalTo(path));
    }
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/health/../openapi").then().statusCode(401);
    given().get("/q/healthy").then().statusCode(401);
  }

  @Test
  void aWrongTokenIsRefusedEverywhereAndTheAnswerSaysSo() throws Exception {
    String admin = adminToken();
    for (String wrong : List.of("x", admin.substring(1), admin + "a", ApiToken.newText())) {
      given()
          .header("Authorization", "Bearer " + wrong)
          .get("/q/health")
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
    }
    given().header("Authorization", "Basic " + admin).get(PATH).then().statusCode(401);
    given().header("Authorization", "bearer " + admin).get(PATH).then().statusCode(200);
  }

  @Test
  void theFirstAdministratorsTokenIsInAFileOnlyItsOwnerReads() throws Exception {
    Path file = stateDirectory().resolve("admin-token");

    assertThat(adminToken()).matches("lvsf_[a-z2-7]{32}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    ApiTokens tokens = bean(ApiTokens.class);
    assertThat(tokens.all())
        .containsExactly(new ApiToken("admin", Secrets.hash(adminToken()), ApiToken.Role.ADMIN));
    assertThat(tokens.addFirst(() -> newAdmin(), Instant.now())).isFalse();
  }

  @Test
  void aJoinTokenIsShownOnceAndCanBeRevoked() throws Exception {
    String id =
        admin()
            .contentType(ContentType.JSON)
            .body("{\"node\": \"web-1\", \"ttl\": \"2h\"}")
            .post(PATH)
            .then()
            .statusCode(201)
            .header("Cache-Control", containsString("no-store"))
            .body("node", equalTo("web-1"))
            .body("caHash", equalTo("sha256:" + bean(FileCertificateAuthority.class).caHash()))
            .extract()
            .path("id");

    String list =
        admin().get(PATH).then().statusCode(200).body("items.id", hasItem(id)).extract().asString();
    assertThat(list).doesNotContain("token").doesNotContain("secret").doesNotContain("hash");
    admin().delete(PATH + "/" + id).then().statusCode(204);
    admin().get(PATH).then().body("items.id", not(hasItem(id)));
    admin().delete(PATH + "/" + id).then().statusCode(404).contentType("application/problem+json");
  }

  @Test
  void aRequestWithFaultsIsRefusedWithAllOfThem() throws Exception {
    admin()
        .contentType(ContentType.JSON)
        .body("{\"node\": \"Web_1\", \"ttl\": \"30s\"}")
        .post(PATH)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/validation"))
        .body("errors.code", equalTo(List.of("name", "duration")))
        .body("errors.pointer", equalTo(List.of("#/node", "#/ttl")))
        .body("errors[0].detail", startsWith("\"Web_1\": a name has"));
    admin()
        .contentType(ContentType.JSON)
        .body("{\"node\": \"web-1\", \"tll\": \"1h\"}")
        .post(PATH)
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("errors.pointer", equalTo(List.of("#/tll")));
  }

  @Test
  void ofTwentyAgentsWithOneTokenExactlyOneEnrols() throws Exception {
    JoinTokens tokens = bean(JoinTokens.class);
    Instant now = Instant.now();
    String token = create(now).presented().text();
    CyclicBarrier together = new CyclicBarrier(20);
    List<Callable<Optional<NodeId>>> attempts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String source = "192.0.2." + i;
      attempts.add(() -> {
        together.await();
        return tokens.redeem(token, now, source);
      });
    }

    List<NodeId> winners = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(20)) {
      for (Future<Optional<NodeId>> attempt : executor.invokeAll(attempts)) {
        attempt.get().ifPresent(winners::add);
      }
    }
    assertThat(winners).containsExactly(NODE);
  }

  @Test
  void aTokenIsGoodUntilItExpiresAndOnlyWithItsWholeSecret() {
    JoinTokens tokens = bean(JoinTokens.class);
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    JoinTokenRegistry.Created created = create(now);
    String token = created.presented().text();
    Instant end = created.token().expiresAt();

    assertThat(end).isEqualTo(now.plus(Duration.ofHours(1)));
    assertThat(tokens.redeem(token, end, "late")).isEmpty();
    assertThat(tokens.redeem(token.substring(0, token.length() - 1), now, "short")).isEmpty();
    assertThat(tokens.redeem(created.presented().id(), now, "id alone")).isEmpty();
    assertThat(tokens.redeem("", now, "nothing")).isEmpty();
    assertThat(tokens.redeem("aaaaaa." + created.presented().secret(), now, "other id")).isEmpty();
    assertThat(tokens.redeem(token, end.minusMillis(1), "192.0.2.1")).contains(NODE);
    assertThat(tokens.redeem(token, end.minusMillis(1), "again")).isEmpty();
    assertThat(bean(JoinTokenRegistry.class).list())
        .filteredOn(listed -> listed.id().equals(created.token().id()))
        .singleElement()
        .satisfies(listed -> assertThat(listed.use()).isPresent());
  }

  @Test
  void theDatabaseHasAnIncarnation() {
    String incarnation = QuarkusTransaction.requiringNew().call(SettingEntity::incarnation);

    assertThat(incarnation).matches("[0-9a-f-]{36}");
  }

  private static JoinTokenRegistry.Created create(Instant now) {
    return bean(JoinTokenRegistry.class).create(NODE, JoinToken.DEFAULT_LIFE, now, BY);
  }

  private static ApiToken newAdmin() {
    throw new AssertionError("nobody may ask for another first token");
  }

  private static RequestSpecification admin() throws Exception {
    return given().header("Authorization", "Bearer " + adminToken());
  }

  private static String adminToken() throws Exception {
    return Files.readString(stateDirectory().resolve("admin-token")).strip();
  }

  private static Path stateDirectory() {
    return Path.of(ConfigProvider.getConfig().getValue("lvs.state-directory", String.class));
  }

  private static <T> T bean(Class<T> type) {
    return CDI.current().select(type).get();
  }
}
