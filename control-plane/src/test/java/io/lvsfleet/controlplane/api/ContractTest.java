package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever is sent to any endpoint: it is never the control plane that fails, and what is wrong is
/// always told as a problem. `-Dcontract.count` of requests from `-Dcontract.seed`.
@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class ContractTest extends ApiTestBase {

  private static final int MOST_FAULTS = 10;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> faults = new ArrayList<>();

  ContractTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static String token() throws IOException {
    return "Bearer " + Files.readString(RunningControlPlane.adminToken()).strip();
  }

  private HttpResponse<String> send(Nonsense.Sent sent) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + sent.path()))
            .timeout(Duration.ofSeconds(30))
            .method(
                sent.method(),
                sent.body() == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(sent.body()));
    sent.headers().forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /// @return what is wrong with the answer; empty when nothing is
  private static String fault(Nonsense.Sent sent, HttpResponse<String> answer) {
    int status = answer.statusCode();
    String body = answer.body();
    if (answer.headers().firstValue("X-Nagios-Status").isPresent()) {
      return ""; // in the words of a plugin, whatever the state is
    }
    if (status < 400 || sent.method().equals("HEAD")) {
      return status >= 500 ? "" + status : "";
    }
    JsonNode problem;
    try {
      problem = new JsonMapper().readTree(body);
    } catch (IOException e) {
      return status + " with what is no JSON: " + body;
    }
    // "Not yet" is no failure of the control plane.
    boolean isNotYet = problem.path("type").asText().equals("/problems/not-applied-yet");
    if (status >= 500 && !isNotYet) {
      return status + ": " + body;
    }
    boolean isProblem =
        answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json")
            && problem.path("status").asInt() == status
            && problem.path("type").asText().startsWith("/problems/")
            && !problem.path("detail").asText().isEmpty()
            && problem.path("requestId").isTextual();
    boolean isTalkative = body.length() > 600_000 || body.contains("io.lvsfleet");
    return isProblem && !isTalkative ? "" : status + " is no proper problem: " + body;
  }

  private int check(String name, Nonsense.Sent sent) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(sent);
    String fault = fault(sent, answer);
    if (!fault.isEmpty()) {
      faults.add(
          name
              + ": "
              + sent
              + " -> "
              + (fault.length() > 600 ? fault.substring(0, 600) + "…" : fault));
    }
    return answer.statusCode();
  }

  @Test
  void whateverIsSentIsAnsweredAndNeverWithAFailure() throws Exception {
    long seed = Long.getLong("contract.seed", new Random().nextLong());
    int count = Integer.getInteger("contract.count", 1000);
    Random random = new Random(seed);
    Nonsense nonsense = new Nonsense(random, token());
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < count && faults.size() < MOST_FAULTS; i++) {
      statuses.merge(check("seed " + seed + ", request " + i, nonsense.next()), 1, Integer::sum);
    }

    assertThat(faults).isEmpty();
    // Else it was turned away at the door and tells nothing of what is behind.
    if (count >= 1000) {
      assertThat(statuses).as("seed %d", seed).containsKeys(200, 202, 400, 401, 404, 422);
    }
  }

  /// Every endpoint that takes a body, with every kind of body it cannot take.
  @Test
  void everyKindOfWrongBodyIsAProblemEverywhere() throws Exception {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    byte[] huge = new byte[5 * 1024 * 1024];
    java.util.Arrays.fill(huge, (byte) ' ');
    Map<String, byte[]> bodies =
        Map.of(
            "no JSON", "{".getBytes(StandardCharsets.UTF_8),
            "wrong type", "[1, 2]".getBytes(StandardCharsets.UTF_8),
            "unknown field", "{\"zzz\": 1}".getBytes(StandardCharsets.UTF_8),
            "invalid UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'},
            "huge", huge);
    for (Routes.Route route : Routes.ALL) {
      for (String method : route.methods()) {
        if (method.equals("GET") || method.equals("DELETE") || route.path().endsWith("rollback")) {
          continue;
        }
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
          Nonsense.Sent sent =
              Nonsense.Sent.of(
                  method,
                  Nonsense.existing(route.path()),
                  Map.of(
                      "Authorization",
                      token(),
                      "Content-Type",
                      method.equals("PATCH") ? "application/merge-patch+json" : "application/json"),
                  body.getValue());
          refused(body.getKey(), sent);
        }
        byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
        refused(
            "wrong media type",
            Nonsense.Sent.of(
                method,
                Nonsense.existing(route.path()),
                Map.of("Authorization", token(), "Content-Type", "image/png"),
                empty));
      }
    }

    assertThat(faults).isEmpty();
  }

  @Test
  void withoutATokenEveryEndpointIsAProblem() throws Exception {
    for (Routes.Route route : Routes.ALL) {
      for (String method : route.methods()) {
        Nonsense.Sent sent =
            Nonsense.Sent.of(method, Nonsense.existing(route.path()), Map.of(), null);
        if (check("no token", sent) != 401) {
          faults.add(sent + " is answered without a token");
        }
      }
    }

    assertThat(faults).isEmpty();
  }

  private void refused(String name, Nonsense.Sent sent) throws IOException, InterruptedException {
    int status = check(name, sent);
    if (status < 400) {
      faults.add(name + ": " + sent + " is answered with " + status);
    }
  }
}
