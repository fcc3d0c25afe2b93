package io.lvsfleet.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.events.EventLog;
import io.lvsfleet.controlplane.service.TestFleet;
import io.lvsfleet.controlplane.service.TopologyService;
import io.lvsfleet.controlplane.testing.RunningControlPlane;
import io.lvsfleet.controlplane.watch.EventFeed;
import io.lvsfleet.model.NodeId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("postgres")
@QuarkusTestResource(RunningControlPlane.class)
class EventResourceTest extends ApiTestBase {

  private static final NodeId LB = new NodeId("lb1");
  private static final String EVENTS = "/api/v1/events";

  private final EventFeed feed;
  private final EventLog log;
  private final ObjectMapper json;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource("/")
  URI root = URI.create("http://localhost/");

  EventResourceTest(
      TopologyService topology,
      TestFleet fleet,
      DataSource dataSource,
      EventFeed feed,
      EventLog log,
      ObjectMapper json) {
    super(topology, fleet, dataSource);
    this.feed = feed;
    this.log = log;
    this.json = json;
  }

  @AfterEach
  void sendAway() {
    feed.endReaders();
    client.shutdownNow();
  }

  private static void put() {
    yaml(Documents.DR).put(WEB).then().statusCode(201);
  }

  private void happen(int count) {
    for (int i = 0; i < count; i++) {
      topology.disconnected(LB, "reason " + i);
    }
  }

  @Test
  void aPageTellsWhereToGoOn() {
    put();

    long next =
        request()
            .get(EVENTS + "?limit=3")
            .then()
            .statusCode(200)
            .body("items.type", contains("agent.connected", "agent.connected", "cluster.created"))
            .body("items[2].data.revision", is(1))
            .body("items[2].data.nodes", contains("lb1", "web1"))
            .body("items[2].clusters", contains("web"))
            .body("items[2].author", equalTo("admin"))
            .extract()
            .jsonPath()
            .getLong("next");

    request()
        .get(EVENTS + "?after=" + next)
        .then()
        .body("items.type", contains("rollout.started"))
        .body("items[0].data.agents", is(2))
        .body("next", is(4));
    request().get(EVENTS + "?after=now").then().body("items", empty()).body("next", is(4));
  }

  @Test
  void aClusterHasItsOwnEventsAndThoseOfItsNodes() {
    put();
    topology.disconnected(LB, "gone");
    topology.disconnected(new NodeId("stranger"), "gone");

    request()
        .get(WEB + "/events")
        .then()
        .body("items.type", contains("cluster.created", "rollout.started", "agent.disconnected"))
        .body("next", is(6));
    request().get("/api/v1/clusters/none/events").then().statusCode(404);
  }

  @Test
  void whoWaitsIsAnsweredByTheNextEventOfHisCluster() throws Exception {
    put();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Response> answer =
          threads.submit(() -> request().get(WEB + "/events?after=now&wait=45s"));
      topology.disconnected(new NodeId("stranger"), "gone");
      await()
          .until(() -> {
            if (!answer.isDone()) {
              topology.disconnected(LB, "gone");
            }
            return answer.isDone();
          });

      answer.get().then().statusCode(200).body("items[0].type", equalTo("agent.disconnected"));
    }
    request().get(EVENTS + "?after=now&wait=10ms").then().statusCode(200).body("items", empty());
  }

  @Test
  void whatIsNotKeptAnyMoreIsGone() {
    happen(10);
    log.prune(Instant.EPOCH, 4);

    request()
        .get(EVENTS + "?after=3")
        .then()
        .statusCode(410)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/expired"))
        .body("oldest", is(8))
        .body("last", is(12));
    request()
        .header("Last-Event-ID", "3")
        .accept("text/event-stream")
        .get(EVENTS)
        .then()
        .statusCode(410);
    request().get(EVENTS + "?after=x").then().statusCode(400);
    request().header("Last-Event-ID", "x").get(EVENTS).then().statusCode(400);
    request().get(EVENTS).then().statusCode(200).body("items.id", contains(9, 10, 11, 12));
  }

  /// A client of the stream that reads one event after the other.
  private final class Stream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Stream(String path, long lastEventId) throws IOException, InterruptedException {
      response =
          client.send(
              HttpRequest.newBuilder(root.resolve(path))
                  .header(
                      "Authorization",
                      "Bearer " + Files.readString(RunningControlPlane.adminToken()).strip())
                  .header("Accept", "text/event-stream")
                  .header("Last-Event-ID", Long.toString(lastEventId))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("retry: 2000");
      assertThat(lines.readLine()).isEmpty();
    }

    /// The id of the next event; 0 when the stream is over.
    long next() throws IOException {
      while (true) {
        List<String> block = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !line.isEmpty()) {
          block.add(line);
          line = lines.readLine();
        }
        if (line == null) {
          return 0;
        }
        if (block.size() == 3) {
          assertThat(block.get(0)).startsWith("id: ");
          assertThat(block.get(1)).startsWith("event: ");
          assertThat(block.get(2)).startsWith("data: {\"id\":" + block.get(0).substring(4) + ",");
          return Long.parseLong(block.get(0).substring(4));
        }
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @Test
  void aStreamGoesOnAfterItWasEndedWithoutLossOrDuplicate() throws Exception {
    List<Long> seen = new ArrayList<>();
    int count = 60;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(() -> {
            for (int i = 0; i < count; i++) {
              happen(1);
              if (i % 20 == 10) {
                feed.endReaders();
              }
            }
          });
      long last = 2;
      while (seen.size() < count) {
        try (Stream stream = new Stream(EVENTS, last)) {
          for (long id = stream.next(); id > 0; id = stream.next()) {
            seen.add(id);
            last = id;
            if (seen.size() == count) {
              break;
            }
          }
        }
      }
      writer.get();
    }

    assertThat(seen).isEqualTo(LongStream.rangeClosed(3, 2 + count).boxed().toList());
  }

  @Test
  void aStreamBeginsWithWhatHappensNext() throws Exception {
    happen(3);
    String token = Files.readString(RunningControlPlane.adminToken()).strip();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(root.resolve(EVENTS))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    happen(1);

    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("id: ")) {
        line = lines.readLine();
      }
      assertThat(line).isEqualTo("id: 6");
    }
  }

  /// Runs until what is written has a text in it, then until the stream is over.
  private String written(EventFeed.Reader reader, String until, Runnable end) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventStream stream =
        new EventStream(reader, json, Duration.ofMillis(20), () -> () -> {}, () -> {});
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writing =
          threads.submit(() -> {
            stream.write(out);
            return null;
          });
      await().until(() -> out.toString(StandardCharsets.UTF_8).contains(until));
      end.run();
      writing.get();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aQuietStreamIsKeptOpenAndItsClientLearnsHowFarItIs() throws Exception {
    put();
    feed.follow();
    EventFeed.Reader reader = feed.reader(feed.last(), Documents.WEB);
    topology.disconnected(new NodeId("stranger"), "gone");

    assertThat(written(reader, ":\nid: 5\n\n:\n\n", feed::endReaders))
        .startsWith("retry: 2000\n\n:\n");
  }

  @Test
  void aStreamThatFellOutOfWhatIsKeptEndsWithAReset() throws Exception {
    happen(10);
    EventFeed.Reader reader = feed.reader(1, null);
    log.prune(Instant.EPOCH, 4);
    execute("UPDATE fleet SET last_event = last_event + 5000");
    feed.follow();

    assertThat(written(reader, "event: reset\n", () -> {}))
        .endsWith("event: reset\ndata: {\"oldest\":8}\n\n");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
