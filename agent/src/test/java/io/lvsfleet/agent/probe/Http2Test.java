package io.lvsfleet.agent.probe;

import static io.lvsfleet.agent.probe.Asking.ask;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.HttpCheck.Expected;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Statuses;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.wire.TestPki;
import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers are written frame by frame: length (3), type, flags, stream (4), payload.
class Http2Test {

  private static final String SETTINGS = "000000 04 00 00000000";
  private static final String OK = "000001 01 04 00000001 88";

  /// `hello` and a line feed, and the end of the stream.
  private static final String HELLO = "000006 00 01 00000001 68656c6c6f0a";

  private static final String MD5 = "b1946ac92492d2347c6235b4d2611184";

  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @CsvSource({
    "000001 01 04 00000001 88, HTTP/2 200",
    "000002 01 04 00000001 20 88, HTTP/2 200", // a new size of the table before it
    "000001 01 00 00000001 88 000001 09 04 00000001 8f, HTTP/2 200", // continued
    "000008 01 2c 00000001 01 00000000 10 88 00, HTTP/2 200", // padded, with priority
    "000005 01 04 00000001 08 03 323031, HTTP/2 201", // 201 as it is
    "000004 01 04 00000001 48 82 1019, HTTP/2 203", // Huffman-coded, as section B has it
    "000001 01 04 00000001 8b 000001 01 04 00000001 88, HTTP/2 304"
  })
  void theStatusIsReadHoweverItIsWritten(String headers, String seen) throws Exception {
    try (ScriptedServer server = answering(SETTINGS + headers + HELLO)) {
      ProbeOutcome outcome =
          ask(get(server, new Expected(List.of(new Statuses(100, 399)), "", "", "", 1000)));
      assertThat(outcome.evidence().seen()).startsWith(seen);
      assertThat(outcome.result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void aBodyInPiecesIsDigestedAndPingsAndEarlyHintsAreNoAnswer() throws Exception {
    String hints = "000005 01 04 00000001 08 03 313033"; // 103
    String ping = "000008 06 00 00000000 0102030405060708";
    String he = "000005 00 08 00000001 02 6865 0000"; // padded
    String llo = "000004 00 00 00000001 6c6c6f0a";
    String end = "000000 00 01 00000001";
    try (ScriptedServer server = answering(SETTINGS + hints + OK + ping + he + llo + end)) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS.withMd5(MD5)));
      assertThat(outcome.evidence().seen()).isEqualTo("HTTP/2 200, 6 bytes");
      assertThat(outcome.result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void theRequestNamesTheVirtualHost() throws Exception {
    try (ScriptedServer server = answering(SETTINGS + OK + HELLO)) {
      Request request = Request.get("/health").withVirtualHost("www.example.org");
      ask(
          new Probe.Http(
              server.target(), ClientTls.unverified(""), Version.HTTP_2, List.of(request)));
      assertThat(requests.take())
          .startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
          .contains("\0\7:method\3GET\0\7:scheme\5https\0\5:path\7/health")
          .contains("\0\12:authority\17www.example.org");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "000004 03 00 00000001 00000007, RST_STREAM with error code 7",
    "000008 07 00 00000000 00000000 0000000b, GOAWAY with error code 11",
    "ffffff 00 00 00000001, an HTTP/2 frame of 16777215 bytes",
    "000006 00 01 00000001 68656c6c6f0a, HTTP/2 data before the status",
    "000001 01 04 00000001 82, an HTTP/2 answer that does not begin with its status",
    "000001 01 00 00000001 88 000000 09 00 00000001, HTTP/2 headers that do not end",
    "000001 01 04 00000001 88 000001 00 09 00000001 05, an HTTP/2 frame with more padding than content",
    "000001 05 04 00000001 88, a push that was forbidden",
    "0000, the connection ended within an HTTP/2 frame"
  })
  void whatIsNotHttp2IsNotUp(String answer, String seen) throws Exception {
    try (ScriptedServer server = answering(SETTINGS + answer)) {
      ProbeOutcome outcome = ask(get(server, Expected.SUCCESS));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen()).isEqualTo(seen);
    }
  }

  @Test
  void settingsWithoutEndAreCutOff() throws Exception {
    try (ScriptedServer server = answering(SETTINGS.repeat(1100))) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("nothing but empty HTTP/2 frames");
    }
  }

  @Test
  void aServerOfHttp1IsSaidToBeOne() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(context(), "HTTP/1.1 200 OK\r\n\r\n")) {
      assertThat(ask(get(server, Expected.SUCCESS)).evidence().seen())
          .isEqualTo("the server does not speak HTTP/2");
    }
  }

  private ScriptedServer answering(String hex) throws Exception {
    byte[] answer = HexFormat.of().parseHex(hex.replace(" ", ""));
    return ScriptedServer.tls(
        context(),
        socket -> {
          offerHttp2(socket);
          byte[] request = new byte[4096];
          int length = socket.getInputStream().read(request);
          requests.add(new String(request, 0, length, ISO_8859_1));
          socket.getOutputStream().write(answer);
          ((SSLSocket) socket).shutdownOutput();
          ScriptedServer.untilItEnds(socket);
        });
  }

  private static void offerHttp2(Socket socket) throws IOException {
    SSLSocket secured = (SSLSocket) socket;
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    secured.setSSLParameters(parameters);
    secured.startHandshake();
  }

  private static SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new TestPki("authority").server("www.example.org")}, null, null);
    return context;
  }

  private static Probe get(ScriptedServer server, Expected expected) {
    return new Probe.Http(
        server.target(),
        ClientTls.unverified(""),
        Version.HTTP_2,
        List.of(Request.get("/").expecting(expected)));
  }
}
