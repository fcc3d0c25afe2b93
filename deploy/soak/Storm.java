import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Clients write while the control plane, its PostgreSQL or both are killed at random moments. In the
/// end every write that was acknowledged has to be there, and revisions have to be without gaps.
///
/// Arguments: program, state directory, port of the API, port for agents, number of acknowledged
/// writes, seed.
public final class Storm {

  private static final int CLIENTS = 4;
  private static final int SERVERS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern REVISION = Pattern.compile("\"revision\" *: *([0-9]+)");

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final List<String> arguments;
  private final Path state;
  private final String api;
  private final int wanted;
  private final Random random;

  /// What was acknowledged: by revision the server and its weight.
  private final ConcurrentSkipListMap<Long, String> acknowledged = new ConcurrentSkipListMap<>();

  private final List<String> faults = new ArrayList<>();
  private final AtomicInteger nextWeight = new AtomicInteger(2);
  private final AtomicInteger unheard = new AtomicInteger();
  private int kills;
  private volatile Process program;

  private Storm(List<String> arguments) {
    this.arguments = arguments;
    this.state = Path.of(arguments.get(1));
    this.api = "http://127.0.0.1:" + arguments.get(2);
    this.wanted = Integer.parseInt(arguments.get(4));
    this.random = new Random(Long.parseLong(arguments.get(5)));
  }

  public static void main(String[] args) throws Exception {
    Storm storm = new Storm(List.of(args));
    try {
      storm.start();
      storm.createCluster();
      storm.rage();
      storm.verify();
    } finally {
      storm.stop();
    }
    storm.faults.stream().limit(20).forEach(fault -> System.out.println("fault: " + fault));
    System.out.printf(
        "%d acknowledged writes, %d of unknown end, %d kills: %d faults%n",
        storm.acknowledged.size(), storm.unheard.get(), storm.kills, storm.faults.size());
    System.exit(storm.faults.isEmpty() ? 0 : 1);
  }

  private void start() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(arguments.getFirst());
    builder.environment().put("LVS_STATE_DIRECTORY", state.toString());
    builder.environment().put("LVS_API_LISTEN", "127.0.0.1:" + arguments.get(2));
    builder.environment().put("LVS_AGENTS_LISTEN", "127.0.0.1:" + arguments.get(3));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(state.resolveSibling("log").toFile()));
    program = builder.start();
  }

  private void awaitReady() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      if (!program.isAlive()) {
        start(); // a control plane that cannot use its database ends, and its supervisor starts it
      }
      try {
        if (send(request("/q/health/ready").GET()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not yet.
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("not ready after " + PATIENCE);
  }

  private HttpRequest.Builder request(String path) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path)).timeout(Duration.ofSeconds(20));
    Path token = state.resolve("admin-token");
    return Files.exists(token)
        ? request.header("Authorization", "Bearer " + Files.readString(token).strip())
        : request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private void createCluster() throws Exception {
    awaitReady();
    StringBuilder yaml =
        new StringBuilder(
            """
            directors: {members: [{node: lb1, interface: eth0}]}
            virtualIps: {www: {address: 10.0.0.100/24}}
            virtualServices:
              http:
                listen: {virtualIp: www, port: 80}
                forwarding: dr
                realServers:
            """);
    for (int i = 0; i < SERVERS; i++) {
      yaml.append("      s%d: {address: 10.0.1.%d}%n".formatted(i, i + 1));
    }
    HttpResponse<String> answer =
        send(
            request("/api/v1/clusters/web")
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(yaml.toString())));
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
  }

  private void rage() throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      Random own = new Random(random.nextLong());
      clients.add(Thread.ofPlatform().start(() -> write(own)));
    }
    while (acknowledged.size() < wanted) {
      Thread.sleep(200 + random.nextInt(2800));
      if (acknowledged.size() < wanted) {
        kill();
        awaitReady();
      }
    }
    for (Thread client : clients) {
      client.join();
    }
    awaitReady();
  }

  private void write(Random own) {
    while (acknowledged.size() < wanted) {
      int weight = nextWeight.getAndIncrement() % 60_000 + 2;
      String server = "s" + own.nextInt(SERVERS);
      try {
        HttpResponse<String> answer =
            send(
                request("/api/v1/clusters/web/virtual-services/http/real-servers/" + server)
                    .header("Content-Type", "application/merge-patch+json")
                    .method("PATCH", BodyPublishers.ofString("{\"weight\": " + weight + "}")));
        Matcher revision = REVISION.matcher(answer.body());
        if (answer.statusCode() == 202 && revision.find()) {
          String before = acknowledged.put(Long.valueOf(revision.group(1)), server + "=" + weight);
          if (before != null) {
            fault("revision " + revision.group(1) + " was acknowledged twice: " + before);
          }
        } else {
          unheard.incrementAndGet();
          if (answer.statusCode() < 500) {
            fault(answer.statusCode() + ": " + answer.body());
          }
          Thread.sleep(50);
        }
      } catch (Exception e) {
        unheard.incrementAndGet(); // it may have been stored or not
        try {
          Thread.sleep(50);
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }
  }

  private synchronized void fault(String fault) {
    faults.add(fault);
  }

  private void kill() throws Exception {
    kills++;
    int whom = random.nextInt(3);
    if (whom != 0) {
      killDatabase();
    }
    if (whom != 1) {
      program.destroyForcibly().waitFor();
    }
  }

  private void killDatabase() throws IOException {
    Path file = state.resolve("postgresql/data/postmaster.pid");
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      if (!lines.isEmpty()) {
        ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private void verify() throws Exception {
    long newest = newest();
    List<Long> kept = revisions();
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i) != newest - i) {
        fault("revision " + (newest - i) + " is missing");
        break;
      }
    }
    if (kept.size() != newest) {
      fault("there are " + kept.size() + " revisions up to " + newest);
    }
    if (acknowledged.lastKey() > newest) {
      fault("revision " + acknowledged.lastKey() + " was acknowledged, the newest is " + newest);
    }
    for (Map.Entry<Long, String> one : acknowledged.entrySet()) {
      String[] write = one.getValue().split("=");
      String diff = body("/api/v1/clusters/web/revisions/" + one.getKey() + "/diff");
      if (!diff.contains("realServers/" + write[0] + "/weight")
          || !diff.matches("(?s).*\"after\" *: *" + write[1] + "\\b.*")) {
        fault("revision " + one.getKey() + " is not " + one.getValue() + ": " + diff);
      }
    }
    if (!body("/api/v1/clusters/web").equals(body("/api/v1/clusters/web/revisions/" + newest))) {
      fault("the cluster is not its newest revision");
    }
  }

  private long newest() throws Exception {
    Matcher revision = REVISION.matcher(body("/api/v1/clusters"));
    if (!revision.find()) {
      throw new IllegalStateException("there is no cluster");
    }
    return Long.parseLong(revision.group(1));
  }

  private List<Long> revisions() throws Exception {
    List<Long> all = new ArrayList<>();
    String cursor = "";
    while (true) {
      String page = body("/api/v1/clusters/web/revisions?limit=500" + cursor);
      Matcher revision = REVISION.matcher(page);
      int before = all.size();
      while (revision.find()) {
        all.add(Long.valueOf(revision.group(1)));
      }
      if (all.size() == before || !page.contains("\"nextCursor\":\"")) {
        return all;
      }
      cursor = "&cursor=" + all.getLast();
    }
  }

  private String body(String path) throws Exception {
    HttpResponse<String> answer = send(request(path).GET());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private void stop() throws Exception {
    if (program != null && program.isAlive()) {
      program.destroy();
      program.waitFor();
    } else {
      killDatabase();
    }
  }
}
