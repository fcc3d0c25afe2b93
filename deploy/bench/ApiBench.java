import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Reads and changes one real server among many, by the API and by a plain Panache endpoint, and
/// prints one JSON object per figure.
///
/// Arguments: API base, file with its token, base of the peer, JDBC address, password.
public final class ApiBench {

  private static final int[] SIZES = {10, 1000, 10_000};
  private static final int[] CLIENTS = {1, 16};
  private static final int REQUESTS = 2000;
  private static final int WARM_UP = 500;
  private static final int PER_SERVICE = 1000;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String api;
  private final String token;
  private final String peer;
  private final Connection database;

  private ApiBench(String[] args) throws Exception {
    api = args[0];
    token = "Bearer " + Files.readString(Path.of(args[1])).strip();
    peer = args[2];
    database = DriverManager.getConnection(args[3], "lvsfleet", args[4]);
  }

  public static void main(String[] args) throws Exception {
    ApiBench bench = new ApiBench(args);
    for (int size : SIZES) {
      bench.load(size);
      for (int clients : CLIENTS) {
        bench.measure(size, clients);
      }
      bench.bytes(size);
    }
  }

  private String send(String method, String uri, String type, String body) throws Exception {
    var response =
        http.send(
            HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", token)
                .header("Content-Type", type)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(method + " " + uri + ": " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private static String address(int i) {
    return "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
  }

  private void load(int size) throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            """
            directors: {members: [{node: lb1, interface: eth0}]}
            virtualIps: {www: {address: 192.0.2.100/24}}
            virtualServices:
            """);
    StringBuilder rows = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      if (i % PER_SERVICE == 0) {
        yaml.append(
            "  v%d:%n    listen: {virtualIp: www, port: %d}%n    forwarding: nat%n    realServers:%n"
                .formatted(i / PER_SERVICE, 8000 + i / PER_SERVICE));
      }
      yaml.append("      s%d: {address: %s}%n".formatted(i, address(i + 257)));
      rows.append(i == 0 ? "" : ",")
          .append("{\"name\":\"s%d\",\"address\":\"%s\",\"weight\":1}".formatted(i, address(i + 257)));
    }
    send("PUT", api + "/api/v1/clusters/bench?confirm=999999", "application/yaml", yaml.toString());
    send("POST", peer + "/real-servers", "application/json", rows.append("]").toString());
  }

  private String ours(int i) {
    return api + "/api/v1/clusters/bench/virtual-services/v" + i / PER_SERVICE + "/real-servers/s" + i;
  }

  private String theirs(int i) {
    return peer + "/real-servers/s" + i;
  }

  /// Each weight differs from the one before, so that every write is one.
  private Callable<?> ourWrite(int i, int turn) {
    return () -> send("PATCH", ours(i), "application/merge-patch+json", "{\"weight\": " + (turn % 60_000 + 2) + "}");
  }

  private Callable<?> theirWrite(int i, int turn) {
    return () -> send("PATCH", theirs(i), "application/json", "{\"weight\": " + (turn % 60_000 + 2) + "}");
  }

  private void measure(int size, int clients) throws Exception {
    String where = size + " real servers, " + clients + (clients == 1 ? " client" : " clients");
    long[] ourReads = times(clients, turn -> () -> send("GET", ours(turn * 7 % size), "text/plain", null));
    long[] theirReads = times(clients, turn -> () -> send("GET", theirs(turn * 7 % size), "text/plain", null));
    figures("read", where, ourReads, theirReads);
    long[] ourWrites = times(clients, turn -> ourWrite(turn * 7 % size, turn));
    long[] theirWrites = times(clients, turn -> theirWrite(turn * 7 % size, turn));
    figures("write", where, ourWrites, theirWrites);
  }

  /// Nanoseconds of each request.
  private static long[] times(int clients, IntFunction<Callable<?>> request) throws Exception {
    run(clients, WARM_UP, request);
    return run(clients, REQUESTS, request);
  }

  private static long[] run(int clients, int count, IntFunction<Callable<?>> request) throws Exception {
    long[] times = new long[count];
    try (ExecutorService executor = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int c = 0; c < clients; c++) {
        int first = c;
        all.add(
            executor.submit(
                () -> {
                  for (int i = first; i < count; i += clients) {
                    long start = System.nanoTime();
                    request.apply(i).call();
                    times[i] = System.nanoTime() - start;
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    return times;
  }

  private static void figures(String what, String where, long[] ours, long[] peer) {
    for (int percentile : new int[] {50, 99}) {
      figure(what + "-p" + percentile, "us", micros(ours, percentile), micros(peer, percentile), where);
    }
  }

  private static double micros(long[] times, int percentile) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1000.0;
  }

  private static void figure(String metric, String unit, double ours, double peer, String how) {
    System.out.printf(
        java.util.Locale.ROOT,
        "{\"metric\": \"%s\", \"unit\": \"%s\", \"ours\": %.1f, \"peer\": %.1f, \"ratio\": %.3f,"
            + " \"goal\": null, \"how\": \"%s; peer: one table behind Quarkus and Panache\"}%n",
        metric, unit, ours, peer, ours / peer, how);
  }

  /// What a write costs PostgreSQL: bytes of its write-ahead log. Checkpoints make some writes carry
  /// a whole page, so it is a mean.
  private void bytes(int size) throws Exception {
    int writes = 200;
    double ours = bytes(writes, turn -> ourWrite(turn % size, 40_000 + turn));
    double theirs = bytes(writes, turn -> theirWrite(turn % size, 40_000 + turn));
    figure("write-wal-bytes", "B", ours, theirs, size + " real servers, mean of " + writes + " weights");
  }

  private double bytes(int writes, IntFunction<Callable<?>> request) throws Exception {
    long before = wal();
    for (int i = 0; i < writes; i++) {
      request.apply(i).call();
    }
    return (wal() - before) / (double) writes;
  }

  private long wal() throws Exception {
    try (Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")) {
      result.next();
      return result.getLong(1);
    }
  }
}
