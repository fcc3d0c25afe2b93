package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever goes wrong is answered with a problem that shows nothing of the inside.
@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class ProblemsTest extends ApiTestBase {

  @TestHTTPResource("/")
  URI root = URI.create("http://localhost/");

  ProblemsTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private static void assertProblem(Response response, int status) {
    ExtractableResponse<Response> answer =
        response.then().statusCode(status).contentType("application/problem+json").extract();
    assertThat(answer.<Integer>path("status")).isEqualTo(status);
    assertThat(answer.<String>path("type")).startsWith("/problems/");
    assertThat(answer.<String>path("title")).isNotEmpty();
    assertThat(answer.<String>path("detail")).isNotEmpty();
    assertThat(answer.<String>path("instance")).startsWith("/");
    assertThat(answer.<String>path("requestId"))
        .isNotEmpty()
        .isEqualTo(answer.header("X-Request-Id"));
    assertThat(answer.asString()).doesNotContain("io.", "java.", "jackson", "Exception", "SELECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/clusters/none",
        "/api/v1/clusters/none/status",
        "/api/v1/clusters/none/rollouts/1",
        "/api/v1/clusters/none/rollouts/1/result",
        "/api/v1/clusters/none/rollouts/x",
        "/api/v1/clusters/NO_NAME",
        "/api/v1/clusters/none/nothing",
        "/api/v1/nothing",
        "/api",
        "/nagios/nothing",
        "/nothing"
      })
  void whatDoesNotExistIs404(String path) {
    assertProblem(request().get(path), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/api/v1/clusters/web",
    "PATCH,/api/v1/clusters",
    "PUT,/api/v1/clusters/web/virtual-ips",
    "DELETE,/api/v1/clusters/web/directors",
    "DELETE,/api/v1/clusters",
    "PUT,/api/v1/clusters/web/status",
    "POST,/api/v1/nodes",
    "DELETE,/api/v1/events",
    "POST,/nagios/clusters/web"
  })
  void aMethodAResourceDoesNotHaveIs405(String method, String path) {
    assertProblem(request().request(method, path), 405);
    assertThat(request().request(method, path).header("Allow")).isNotEmpty();
  }

  @Test
  void withoutATokenIs401() {
    Response response = io.restassured.RestAssured.given().get(WEB);
    assertProblem(response, 401);
  }

  @Test
  void aMediaTypeThatIsNotOfferedIs406() {
    put();
    assertProblem(request().accept("image/png").get(WEB), 406);
    assertProblem(request().accept("text/html").get(WEB + "/status"), 406);
  }

  private static void put() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
  void aBodyOfAnotherTypeIs415(String type) {
    assertProblem(request().contentType(type).body("a=b").put(WEB), 415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|{\"a\": ",
        "application/json|nonsense",
        "application/json|{} {}",
        "application/yaml|a: [1",
        "application/yaml|a: [&x 1, *x]"
      })
  void aBodyThatIsNotItsTypeIs400(String type, String body) {
    assertProblem(bytes(type, body).put(WEB), 400);
    bytes(type, body).put(WEB).then().body("type", equalTo("/problems/syntax"));
  }

  private static RequestSpecification bytes(String type, String body) {
    return request().contentType(type).body(body.getBytes(StandardCharsets.UTF_8));
  }

  /// A body has room for more mistakes than memory has for what is said of them.
  @Test
  void countlessMistakesAreAnsweredWithTheFirstOfThem() {
    String body =
        "{\"directors\": {\"members\": ["
            + String.join(",", Collections.nCopies(180_000, "{\"node\":\"BAD\",\"q\":1}"))
            + "]}}";
    Response response = request().contentType("application/json").body(body).put(WEB);
    assertProblem(response, 422);
    assertThat(response.<List<Object>>path("errors")).hasSizeBetween(1000, 2000);
    assertThat(response.<String>path("detail")).startsWith("at least 1");
  }

  /// PostgreSQL has no text with a zero in it.
  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\u0007", "\\ud800", "\\u00e9"})
  void anInterfaceNameOfOddCharactersIs422(String character) {
    Response response =
        request()
            .contentType("application/json")
            .body(
                "{\"directors\": {\"members\": [{\"node\": \"a\", \"interface\": \"eth"
                    + character
                    + "\"}]}}")
            .put(WEB);
    assertProblem(response, 422);
    assertThat(response.<List<String>>path("errors.pointer"))
        .containsExactly("#/directors/members/0/interface");
  }

  @Test
  void aReasonWithControlCharactersIs400() {
    RequestSpecification request = yaml(Documents.DR).urlEncodingEnabled(false);
    assertProblem(request.put(WEB + "?reason=a%00b"), 400);
  }

  @Test
  void aBodyOfNoTypeIs415() throws IOException {
    String answer =
        raw(
            """
            PUT /api/v1/clusters/web HTTP/1.1\r
            Host: localhost\r
            Connection: close\r
            %s\r
            Content-Length: 2\r
            \r
            {}\
            """
                .formatted(authorization()));
    assertThat(answer).startsWith("HTTP/1.1 415").contains("application/problem+json");
  }

  @Test
  void tooDeepIs400InWordsOfOurOwn() {
    Response response = request().contentType("application/json").body("[".repeat(99)).put(WEB);
    assertProblem(response, 400);
    assertThat(response.asString()).doesNotContain("Constraints");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|#",
        "{\"node\": {}}|#/node",
        "{\"node\": 12}|#/node",
        "{\"node\": true}|#/node",
        "{\"node\": \"a\", \"x\": 1}|#/x",
        "{\"node\": \"A\"}|#/node",
        "{}|#/node"
      })
  void aWrongJoinTokenIs422WithItsPointer(String body, String pointer) {
    Response response =
        request().contentType("application/json").body(body).post("/api/v1/join-tokens");
    assertProblem(response, 422);
    assertThat(response.<List<String>>path("errors.pointer")).containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "%00", "A"})
  void aJoinTokenThatDoesNotExistIs404(String id) {
    assertProblem(request().urlEncodingEnabled(false).delete("/api/v1/join-tokens/" + id), 404);
  }

  @Test
  void aPathThatCannotBeDecodedIs400() throws IOException {
    String answer =
        raw(
            "GET /api/v1/clusters/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + authorization()
                + "\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "/problems/bad-request", "X-Request-Id");
  }

  @Test
  void aLongValueIsNotRepeatedWhole() {
    Response response =
        request()
            .contentType("application/json")
            .body("{\"directors\": {\"members\": [{\"node\": \"" + "A".repeat(100_000) + "\"}]}}")
            .put(WEB);
    assertProblem(response, 422);
    assertThat(response.asString()).hasSizeLessThan(2000).contains(" … ");
  }

  @Test
  void noBodyIs400() {
    assertProblem(request().contentType(YAML).put(WEB), 400);
  }

  @Test
  void aNameNoClusterCanHaveIs400WithItsParameter() {
    assertProblem(yaml(Documents.DR).put("/api/v1/clusters/NO_NAME"), 400);
    yaml(Documents.DR)
        .put("/api/v1/clusters/NO_NAME")
        .then()
        .body("errors[0].parameter", equalTo("cluster"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/clusters?limit=x",
        "/api/v1/nodes?limit=0",
        "/api/v1/events?since=-1",
        "/api/v1/clusters/web/rollouts/1/result?wait=long"
      })
  void aWrongParameterIs400(String path) {
    put();
    assertProblem(request().get(path), 400);
  }

  @Test
  void aLargeBodyIs413() {
    byte[] tooLarge = new byte[4 * 1024 * 1024 + 1];
    java.util.Arrays.fill(tooLarge, (byte) ' ');
    assertProblem(request().contentType(YAML).body(tooLarge).put(WEB), 413);
  }

  @Test
  void aHugeBodyIs413BeforeItIsRead() throws IOException {
    String head =
        """
        PUT /api/v1/clusters/web HTTP/1.1\r
        Host: localhost\r
        %s\r
        Content-Type: application/yaml\r
        Content-Length: 1000000000\r
        \r
        """
            .formatted(authorization());
    String answer = raw(head);
    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @Test
  void aHugeBodyWithoutLengthIs413() throws IOException {
    String chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
    String answer =
        raw(
            "PUT /api/v1/clusters/web HTTP/1.1\r\nHost: localhost\r\n"
                + authorization()
                + "\r\nContent-Type: application/yaml\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(6)
                + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  private static String authorization() throws IOException {
    return "Authorization: Bearer "
        + java.nio.file.Files.readString(RunningControlPlane.adminToken()).strip();
  }

  /// Sends these bytes and reads what comes back until the end, or until nothing comes.
  private String raw(String text) throws IOException {
    try (Socket socket = new Socket("localhost", root.getPort())) {
      socket.setSoTimeout(3000);
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      try {
        for (int n = socket.getInputStream().read(buffer);
            n > 0;
            n = socket.getInputStream().read(buffer)) {
          answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (java.net.SocketTimeoutException e) {
        assertThat(answer).as("nothing came").isNotEmpty();
      }
      return answer.toString();
    }
  }

  @Test
  void anHttp10RequestWithoutHostIsAnswered() throws IOException {
    put();

    String answer = raw("GET /nagios/clusters/web HTTP/1.0\r\n" + authorization() + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.").contains(" 200 OK").contains("X-Nagios-Status: 3");
    assertThat(answer).contains("UNKNOWN - web revision 1");
  }

  /// Every shape of wrong document to the one endpoint that takes one.
  @Test
  void wrongTypesAndUnknownFieldsComeWithTheirPointers() {
    Map<String, String> wrong =
        Map.of(
            "{\"directors\": []}", "#/directors",
            "{\"directors\": {\"members\": {}}}", "#/directors/members",
            "{\"directors\": {\"members\": [5]}}", "#/directors/members/0",
            "{\"directors\": {\"members\": [{\"node\": {}}]}}", "#/directors/members/0/node",
            "{\"directors\": {\"members\": [{\"node\": \"a\"}]}, \"x\": 1}", "#/x",
            "{\"directors\": {\"members\": [{\"node\": \"a\"}]}, \"virtualIps\": 1}",
                "#/virtualIps");
    wrong.forEach((body, pointer) -> {
      RequestSpecification request = request().contentType("application/json").body(body);
      Response response = request.put(WEB);
      assertProblem(response, 422);
      List<String> pointers = response.path("errors.pointer");
      assertThat(pointers).as(body).containsExactly(pointer);
    });
  }

  @Test
  void theCallersRequestIdIsKept() {
    assertThat(request().header("X-Request-Id", "ci-4711").get(WEB).header("X-Request-Id"))
        .isEqualTo("ci-4711");
    assertThat(request().header("X-Request-Id", "bad id\"").get(WEB).header("X-Request-Id"))
        .isNotEqualTo("bad id\"");
  }
}
