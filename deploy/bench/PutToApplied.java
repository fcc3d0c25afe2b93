import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/// Changes one weight N times and prints, for each, the microseconds from sending the PUT to the
/// verdict that every agent has it in its kernel, read back.
///
/// Arguments: API base, file with the authorization header, cluster, document with `WEIGHT` in it, N.
public final class PutToApplied {

  private static final int WARM_UP = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String cluster;
  private final String authorization;

  private PutToApplied(String api, String authorization, String cluster) {
    this.authorization = authorization;
    this.cluster = api + "/api/v1/clusters/" + cluster;
  }

  public static void main(String[] args) throws Exception {
    String authorization = Files.readString(Path.of(args[1])).strip().replaceFirst("^Authorization: *", "");
    var bench = new PutToApplied(args[0], authorization, args[2]);
    String document = Files.readString(Path.of(args[3]));
    int count = Integer.parseInt(args[4]);
    for (int i = -WARM_UP; i < count; i++) {
      String body = document.replace("WEIGHT", Integer.toString(i & 1 | 2));
      long start = System.nanoTime();
      bench.applyAndWait(body);
      long micros = (System.nanoTime() - start) / 1000;
      if (i >= 0) {
        System.out.println(micros);
      }
    }
  }

  private void applyAndWait(String body) throws Exception {
    String answer =
        send(
            HttpRequest.newBuilder(URI.create(cluster))
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(body)));
    String id = answer.replaceFirst("(?s).*\"id\" *: *\"([^\"]+)\".*", "$1");
    send(HttpRequest.newBuilder(URI.create(cluster + "/rollouts/" + id + "/result?wait=10s")));
  }

  private String send(HttpRequest.Builder request) throws Exception {
    var response = http.send(request.header("Authorization", authorization).build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IllegalStateException(response.statusCode() + ": " + response.body());
    }
    return response.body();
  }
}
