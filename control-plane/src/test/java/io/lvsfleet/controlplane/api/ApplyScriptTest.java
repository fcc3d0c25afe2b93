package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.model.NodeId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/ci/apply` as a CI job runs it: its exit status is what counts.
@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class ApplyScriptTest extends ApiTestBase {

  private static final Path SCRIPT = Path.of("../deploy/ci/apply").toAbsolutePath();
  private static final int APPLIED = 0;
  private static final int REFUSED = 1;
  private static final int NOT_IN_TIME = 2;
  private static final int UNREACHABLE = 3;
  private static final int WRONG = 64;

  @TempDir private Path directory;
  private String url = "";

  ApplyScriptTest(TopologyService topology, TestFleet fleet, DataSource dataSource) {
    super(topology, fleet, dataSource);
  }

  private record Result(int status, String output) {}

  @BeforeEach
  void listen() {
    url = "http://127.0.0.1:" + RestAssured.port;
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LVS_URL", url);
    builder.environment().put("LVS_TOKEN_FILE", RunningControlPlane.adminToken().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private Result apply(Path file, String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("web", file.toString()));
    return run(arguments.toArray(String[]::new));
  }

  private void allApply() {
    for (String node : List.of("lb1", "web1")) {
      NodeId id = new NodeId(node);
      fleet.applied(id, topology.desired(id).orElseThrow().stamp());
    }
  }

  private void awaitRevision(long revision) {
    await()
        .until(() ->
            topology.topology().clusterOrEmpty(Documents.WEB).revision().number() == revision);
  }

  @Test
  void itEndsWellWhenEveryAgentHasTheDocument() throws Exception {
    Path file = file("web.yaml", Documents.DR);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Result> result = executor.submit(() -> apply(file, "--reason", "first\nline"));
      awaitRevision(1);
      allApply();

      assertThat(result.get().output()).contains("stored as revision 1", "applied: lb1, web1");
      assertThat(result.get().status()).isEqualTo(APPLIED);
    }
    assertThat(topology.revision(Documents.WEB, new io.lvsfleet.model.Revision(1)))
        .get()
        .extracting(revision -> revision.author().why())
        .isEqualTo("first line");
    Result again = apply(file);
    assertThat(again.output()).contains("revision 1 says the same");
    assertThat(again.status()).isEqualTo(APPLIED);
  }

  @Test
  void aDocumentThatBreaksARuleIsRefusedWithThePlace() throws Exception {
    Result result = apply(file("web.yaml", Documents.DR.replace("port: 80", "port: 99999")));

    assertThat(result.output()).contains("#/virtualServices/http/listen/port");
    assertThat(result.status()).isEqualTo(REFUSED);
  }

  @Test
  void anAgentsRefusalIsTold() throws Exception {
    Path file = file("web.yaml", Documents.DR);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Result> result = executor.submit(() -> apply(file));
      awaitRevision(1);
      NodeId lb = new NodeId("lb1");
      fleet.rejected(lb, topology.desired(lb).orElseThrow().stamp(), "no such scheduler");

      assertThat(result.get().output()).contains("lb1: rejected:", "no such scheduler");
      assertThat(result.get().status()).isEqualTo(REFUSED);
    }
  }

  @Test
  void anOvertakenPlanIsRefused() throws Exception {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    String tag = yaml(Documents.DR).post(WEB + "/plan").header("ETag");
    yaml(Documents.DR.replace("0.12}", "0.12, weight: 9}")).put(WEB).then().statusCode(202);

    Result result = apply(file("web.yaml", Documents.DR), "--if-match", tag);

    assertThat(result.output()).contains("(412)");
    assertThat(result.status()).isEqualTo(REFUSED);
  }

  @Test
  void agentsThatAreAwayAreNotInTimeOrFailIt() throws Exception {
    Path file = file("web.json", "{\"directors\": {\"members\": [{\"node\": \"lb1\"}]}}");

    Result late = apply(file, "--timeout", "1");
    assertThat(late.output()).contains("lb1: offline");
    assertThat(late.status()).isEqualTo(NOT_IN_TIME);
    assertThat(apply(file, "--offline", "fail").status()).isEqualTo(REFUSED);
  }

  @Test
  void aPlanShowsWhatEveryKernelWouldBeToldAndChangesNothing() throws Exception {
    Result result = apply(file("web.yaml", Documents.DR), "--plan");

    assertThat(result.output())
        .contains("create virtualServices/http", "on lb1:", "ipvsadm -A -t 10.0.0.100:80");
    assertThat(result.status()).isEqualTo(APPLIED);
    request().get(WEB).then().statusCode(404);
  }

  @Test
  void removingMuchHasToBeConfirmed() throws Exception {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
    Path nothing =
        file("web.yaml", Documents.DR.substring(0, Documents.DR.indexOf("    realServers:")));

    Result result = apply(nothing);

    assertThat(result.output()).contains("removes virtualServices/http/realServers/a");
    assertThat(result.status()).isEqualTo(REFUSED);
    assertThat(apply(nothing, "--confirm", "2", "--timeout", "0").status()).isEqualTo(NOT_IN_TIME);
  }

  @Test
  void whereNobodyListensNobodyKnows() throws Exception {
    url = "http://127.0.0.1:1";

    assertThat(apply(file("web.yaml", Documents.DR)).status()).isEqualTo(UNREACHABLE);
  }

  @Test
  void aWrongCommandIsSaidToBeWrong() throws Exception {
    assertThat(run().status()).isEqualTo(WRONG);
    assertThat(run("web", directory.resolve("nothing").toString()).status()).isEqualTo(WRONG);
    assertThat(run("--timeout", "soon", "web", SCRIPT.toString()).status()).isEqualTo(WRONG);
    assertThat(run("../web", SCRIPT.toString()).status()).isEqualTo(WRONG);
  }
}
