package io.lvsfleet.agent.probe;

import static io.lvsfleet.agent.probe.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Method;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Statuses;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Sorted;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {

  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /// Of `hello` and a line feed: `printf 'hello\n' | md5sum` and `sha256sum`.
  private static final String MD5 = "b1946ac92492d2347c6235b4d2611184";

  private static final String SHA256 =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\n\r\nhello\n",
        OK + "Content-Length: 6\r\n\r\nhello\nmore that nobody asked for",
        OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0004;x=y\r\nllo\n\r\n0\r\nA: b\r\n\r\n",
        OK + "transfer-encoding:  CHUNKED \r\n\r\n6\r\nhello\n\r\n0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + "\r\nhello\n",
        "HTTP/1.1 200\r\n\r\nhello\n",
      })
  void aBodyIsTheSameHoweverItIsDelimited(String answer) throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(answer)) {
      ProbeOutcome outcome =
          ask(
              get(
                  server,
                  new Expected(
                      List.of(new Statuses(200, 200)), MD5, SHA256, "^hel+o$", 1_000_000)));
      assertThat(outcome.evidence().seen()).endsWith(", 6 bytes");
      assertThat(outcome.result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void theRequestIsWhatTheCheckSays() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK + "\r\n")) {
      Request request =
          new Request(
              Method.HEAD,
              "/health?full=1",
              "www.example.org",
              Sorted.map(Map.of("Accept", "text/plain")),
              Expected.SUCCESS);
      ProbeOutcome outcome =
          ask(new Probe.Http(server.target(), null, Version.HTTP_1_0, List.of(request)));
      assertThat(outcome.result()).isEqualTo(Result.OK);
      assertThat(outcome.evidence().sent())
          .isEqualTo("HEAD http://" + server.target() + "/health?full=1 (Host www.example.org)");
      assertThat(server.requests)
          .containsExactly(
              """
              HEAD /health?full=1 HTTP/1.0
              Host: www.example.org
              User-Agent: lvs-fleet
              Connection: close
              Accept: text/plain

              """
                  .replace("\n", "\r\n"));
    }
  }

  @Test
  void withoutAVirtualHostTheTargetIsNamed() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK + "\r\n")) {
      ask(Probe.Http.get(server.target(), "/"));
      assertThat(server.requests.remove())
          .startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, ''",
    "204, true, ''",
    "301, false, '301 Text, expected status 200-299'",
    "503, false, '503 Text, expected status 200-299'"
  })
  void theStatusDecidesAndRedirectsAreNotFollowed(int status, boolean up, String why)
      throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 " + status + " Text\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS));
      assertThat(outcome.ok()).isEqualTo(up);
      assertThat(outcome.evidence().toString()).contains(why);
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aChangedPageIsDownAndTheEvidenceHasBothDigests() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(OK + "\r\nhello, you\n")) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS.withMd5(MD5)));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen())
          .isEqualTo("200 OK, 11 bytes, MD5 16034ce9bf710232216dd8613317deb5");
      assertThat(outcome.evidence().expected()).isEqualTo("MD5 " + MD5);
    }
  }

  @Test
  void theFirstUrlThatIsWrongDecides() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          boolean known = ScriptedServer.head(socket).startsWith("GET /a");
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 " + (known ? "200 OK" : "404 Not Found") + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
        })) {
      assertThat(ask(urls(server, "/a", "/a2")).evidence().sent())
          .isEqualTo("GET http://" + server.target() + "/a2 and 1 before it");
      ProbeOutcome outcome = ask(urls(server, "/a", "/b", "/c"));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().sent()).isEqualTo("GET http://" + server.target() + "/b");
      assertThat(outcome.evidence().seen()).isEqualTo("404 Not Found");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSH-2.0-OpenSSH_9.2p1 Debian\\r\\n                 | not HTTP
          220 mail.example.org ESMTP\\r\\n                   | not HTTP
          HTTP/2.0 200 OK\\r\\n\\r\\n                          | not HTTP
          HTTP/1.1 99 no\\r\\n\\r\\n                           | not HTTP
          HTTP/1.1 200 OK\\r\\nA b\\r\\n\\r\\n                   | a broken header
          HTTP/1.1 200 OK\\r\\nA: b\\r\\n folded\\r\\n\\r\\n       | a broken header
          HTTP/1.1 200 OK\\r\\nA : b\\r\\n\\r\\n                 | a broken header
          HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n    | content length
          HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab | content length
          HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nab   | the connection ended 7 bytes before
          HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip\\r\\n\\r\\n | transfer coding
          HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\nContent-Length: 1\\r\\n\\r\\n | a transfer coding beside
          HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n | a chunk of size
          HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nab\\r\\n | a chunk longer
          HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n4\\r\\nab | the connection ended
          HTTP/1.1 200 OK\\r\\nA: b\\r\\n                     | the connection ended within the head
          ''                                              | the connection ended without an answer
          """)
  void whatIsNotHttpIsNotUp(String answer, String seen) throws Exception {
    String bytes = answer.replace("\\r", "\r").replace("\\n", "\n");
    try (ScriptedServer server = ScriptedServer.answering(bytes)) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen()).startsWith(seen);
    }
  }

  @Test
  void aGreetingOfAnotherProtocolThatStaysOpenIsKnownAtOnce() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          socket
              .getOutputStream()
              .write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
          ScriptedServer.head(socket);
          socket.getInputStream().read();
        })) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("not HTTP: \"220 mail.example.org ESMTP\"");
    }
  }

  @Test
  void aHeadWithoutEndIsCutOff() throws Exception {
    try (ScriptedServer server = endless(OK, "X-Filler: " + "x".repeat(1000) + "\r\n")) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("a head of more than 64 KiB");
    }
  }

  @Test
  void aBodyWithoutEndIsCutOff() throws Exception {
    try (ScriptedServer server = endless(OK + "\r\n", "x".repeat(1000))) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen()).isEqualTo("a body of more than 1048576 bytes");
    }
  }

  @Test
  void chunksWithoutEndAreCutOff() throws Exception {
    try (ScriptedServer server =
        endless(OK + "Transfer-Encoding: chunked\r\n\r\n", "4\r\nabcd\r\n".repeat(100))) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("a body of more than 1048576 bytes");
    }
  }

  @Test
  void aTrailerWithoutEndIsCutOff() throws Exception {
    try (ScriptedServer server =
        endless(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n".repeat(100))) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("a trailer of more than 64 KiB");
    }
  }

  @Test
  void onlyTheHeadIsReadWhereNoBodyIsWanted() throws Exception {
    try (ScriptedServer server = endless(OK + "\r\n", "x".repeat(1000))) {
      Expected head = new Expected(List.of(new Statuses(200, 200)), "", "", "", 0);
      assertThat(ask(get(server, head)).result()).isEqualTo(Result.OK);
    }
  }

  /// Each byte comes in time; all of them never do.
  @ParameterizedTest
  @ValueSource(strings = {"", OK + "\r\n", OK + "Transfer-Encoding: chunked\r\n\r\n"})
  void whoSendsByteByByteGetsNoMoreTime(String start) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          ScriptedServer.head(socket);
          OutputStream out = socket.getOutputStream();
          out.write(start.getBytes(StandardCharsets.US_ASCII));
          String slow = start.isEmpty() ? OK + "X: " : "1";
          for (int i = 0; ; i++) {
            out.write(i < slow.length() ? slow.charAt(i) : '1');
            socket.setSoTimeout(5); // a pause that ends when the probe does
            try {
              if (socket.getInputStream().read() < 0) {
                return;
              }
            } catch (SocketTimeoutException _) {
              // The next byte.
            }
          }
        })) {
      ProbeOutcome outcome =
          ask(
              Probe.Http.get(server.target(), "/"),
              start.contains("chunked") ? Duration.ofSeconds(20) : Duration.ofMillis(300));
      // A chunk's size of more than eight digits is wrong before the time is up.
      assertThat(outcome.result())
          .isEqualTo(start.contains("chunked") ? Result.OTHER : Result.TIMED_OUT);
    }
  }

  @Test
  void aServerThatOnlyListensTimesOut() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          ScriptedServer.head(socket);
          socket.getInputStream().read();
        })) {
      ProbeOutcome outcome = ask(Probe.Http.get(server.target(), "/"), Duration.ofMillis(200));
      assertThat(outcome.result()).isEqualTo(Result.TIMED_OUT);
      assertThat(outcome.evidence().seen()).isEqualTo("no answer within 200 ms");
    }
  }

  /// The server ends its side at once; what it sent before counts.
  @Test
  void aHalfClosedConnectionIsReadToItsEnd() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          socket.getOutputStream().write((OK + "\r\nhello\n").getBytes(StandardCharsets.US_ASCII));
          socket.shutdownOutput();
          ScriptedServer.head(socket);
          socket.getInputStream().read();
        })) {
      assertThat(ask(get(server, Expected.SUCCESS.withMd5(MD5))).result()).isEqualTo(Result.OK);
    }
  }

  /// Many at a time, all searched: the memory for it is one limit for all of them.
  @Test
  void bodiesThatAreKeptShareOneLimit() throws Exception {
    int kept = 1 << 20;
    int fit = Body.MAX_KEPT_KIB * 1024 / (2 * kept);
    Expected searched = new Expected(List.of(new Statuses(200, 200)), "", "", "x", kept);
    List<Body> bodies = new ArrayList<>();
    try {
      for (int i = 0; i < fit; i++) {
        bodies.add(filled(searched, kept));
      }
      assertThatThrownBy(() -> bodies.add(filled(searched, kept)))
          .isInstanceOf(Failures.LocalFailure.class);
      bodies.removeFirst().close();
      bodies.add(filled(searched, kept));
    } finally {
      bodies.forEach(Body::close);
    }
  }

  private static Body filled(Expected expected, int bytes) throws IOException {
    Body body = Body.of(expected);
    try {
      byte[] piece = new byte[16 * 1024];
      for (int i = 0; i < bytes; i += piece.length) {
        body.take(piece, 0, piece.length);
      }
      return body;
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  private static ScriptedServer endless(String start, String forEver) throws IOException {
    return ScriptedServer.plain(socket -> {
      ScriptedServer.head(socket);
      socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
      while (true) {
        socket.getOutputStream().write(forEver.getBytes(StandardCharsets.US_ASCII));
      }
    });
  }

  private static Probe get(ScriptedServer server, Expected expected) {
    return new Probe.Http(
        server.target(), null, Version.HTTP_1_1, List.of(Request.get("/").expecting(expected)));
  }

  private static Probe urls(ScriptedServer server, String... paths) {
    return new Probe.Http(
        server.target(),
        null,
        Version.HTTP_1_1,
        List.of(paths).stream().map(Request::get).toList());
  }
}
