package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.wire.TestPki;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DigestCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void itPrintsWhatACheckCompares() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.0 404 Not Found\r\nContent-Length: 6\r\n\r\nhello\n")) {
      assertThat(digest("http://127.0.0.1:" + server.port() + "/a?b=c")).isZero();
      assertThat(out)
          .hasToString(
              """
              MD5      b1946ac92492d2347c6235b4d2611184
              SHA-256  5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03
              status   404 Not Found
              size     6 bytes
              """);
      assertThat(server.requests.remove())
          .startsWith("GET /a?b=c HTTP/1.0\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
    }
  }

  @Test
  void aHostOfTheUrlIsAskedForAtTheAddressThatIsGiven() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
      int port = server.port();
      digest("http://www.example.org:" + port + "/", "--server", "127.0.0.1", "-P", "1.1");
      digest("http://127.0.0.1:" + port, "--virtualhost", "shop.example.org");
      assertThat(server.requests)
          .extracting(request -> request.lines().limit(2).toList().toString())
          .containsExactly(
              "[GET / HTTP/1.1, Host: www.example.org:" + port + "]",
              "[GET / HTTP/1.0, Host: shop.example.org]");
    }
  }

  @Test
  void whatCannotBeFetchedIsSaidInOneLine() {
    assertThat(digest("ftp://127.0.0.1/")).isEqualTo(1);
    assertThat(errors)
        .hasToString("lvs-agent digest: \"ftp://127.0.0.1/\" is not an http or https URL\n");
  }

  /// Debian's genhash of the package keepalived, asking the same server.
  @Test
  @Tag("kernel")
  void theDigestIsThatOfGenhash() throws Exception {
    SplittableRandom random = new SplittableRandom(20);
    for (int size : List.of(0, 1, 4095, 4096, 100_000)) {
      byte[] body = new byte[size];
      random.nextBytes(body);
      String page = new String(body, ISO_8859_1);
      for (String answer :
          List.of(
              "HTTP/1.0 200 OK\r\n\r\n" + page,
              "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + page,
              "HTTP/1.1 503 Busy\r\nContent-Length: " + size + "\r\n\r\n" + page)) {
        compare(null, "http", answer, List.of());
      }
      compare(
          tls(),
          "https",
          "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + page,
          List.of("-S"));
    }
  }

  private void compare(@Nullable SSLContext tls, String scheme, String answer, List<String> options)
      throws IOException, InterruptedException {
    try (ScriptedServer server = ScriptedServer.answering(tls, answer)) {
      String port = Integer.toString(server.port());
      List<String> command =
          new ArrayList<>(List.of("genhash", "-s", "127.0.0.1", "-p", port, "-u", "/page"));
      command.addAll(options);
      Process genhash = new ProcessBuilder(command).redirectErrorStream(true).start();
      String theirs = new String(genhash.getInputStream().readAllBytes(), ISO_8859_1).strip();
      assertThat(genhash.waitFor()).as(theirs).isZero();
      out.getBuffer().setLength(0);
      assertThat(digest(scheme + "://127.0.0.1:" + port + "/page")).isZero();
      assertThat(out.toString().lines().findFirst()).contains("MD5      " + theirs);
    }
  }

  private static SSLContext tls() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new TestPki("authority").server("www.example.org")}, null, null);
    return context;
  }

  private int digest(String... arguments) {
    return new CommandLine(new DigestCommand(NoHost.INSTANCE))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments);
  }
}
