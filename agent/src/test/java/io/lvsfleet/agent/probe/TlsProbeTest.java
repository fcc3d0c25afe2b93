package io.lvsfleet.agent.probe;

import static io.lvsfleet.agent.probe.Asking.ask;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.ClientTls.Trust;
import io.lvsfleet.model.HttpCheck.Request;
import io.lvsfleet.model.HttpCheck.Version;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.wire.TestPki;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsProbeTest {

  private static final String NAME = "www.example.org";
  private static final String PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";

  private final TestPki pki = new TestPki("authority");

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aPageOverTlsIsUpAndTheServerNameIsSent(String version) throws Exception {
    Queue<String> names = new ConcurrentLinkedQueue<>();
    try (ScriptedServer server =
        ScriptedServer.tls(
            server(NAME),
            socket -> {
              SSLSocket secured = (SSLSocket) socket;
              secured.setEnabledProtocols(new String[] {version});
              secured.startHandshake();
              ((ExtendedSSLSession) secured.getSession())
                  .getRequestedServerNames()
                  .forEach(name -> names.add(new String(name.getEncoded(), US_ASCII)));
              ScriptedServer.head(socket);
              socket.getOutputStream().write(PAGE.getBytes(US_ASCII));
            })) {
      ProbeOutcome outcome = ask(page(server, verified(pki, NAME)));
      assertThat(outcome.evidence().seen()).isEqualTo("200 OK, 6 bytes");
      assertThat(outcome.result()).isEqualTo(Result.OK);
      assertThat(outcome.evidence().sent()).isEqualTo("GET https://" + server.target() + "/");
      assertThat(names).containsExactly(NAME);
    }
  }

  @Test
  void anotherNameOrAnotherAuthorityIsDownUnlessAnybodyIsBelieved() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(server(NAME), PAGE)) {
      ProbeOutcome name = ask(page(server, verified(pki, "other.example.org")));
      assertThat(name.result()).isEqualTo(Result.OTHER);
      assertThat(name.evidence().seen())
          .isEqualTo("the certificate is not valid for other.example.org");
      ProbeOutcome authority = ask(page(server, verified(new TestPki("somebody"), NAME)));
      assertThat(authority.result()).isEqualTo(Result.OTHER);
      assertThat(authority.evidence().seen()).contains("certification path");
      assertThat(ask(page(server, ClientTls.unverified("other.example.org"))).result())
          .isEqualTo(Result.OK);
      assertThat(ask(page(server, verified(pki, ""))).result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void aHandshakeAloneIsEnoughForSome() throws Exception {
    try (ScriptedServer server = ScriptedServer.tls(server(NAME), ScriptedServer::untilItEnds)) {
      ProbeOutcome outcome = ask(new Probe.Tls(server.target(), ClientTls.unverified("")));
      assertThat(outcome.result()).isEqualTo(Result.OK);
      assertThat(outcome.evidence().seen()).startsWith("TLSv1.3 TLS_");
    }
  }

  @Test
  void bytesAreExchangedOverTls() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.tls(
            server(NAME),
            socket -> {
              socket.getOutputStream().write(socket.getInputStream().readNBytes(4000));
            })) {
      Octets long4000 = Octets.utf8("x".repeat(3999) + "y");
      ProbeOutcome outcome =
          ask(
              new Probe.Tcp(
                  server.target(),
                  ClientTls.unverified(""),
                  long4000,
                  new Probe.Reply.Matches("xy$")));
      assertThat(outcome.result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void theProbesOwnCertificateIsShown(@TempDir Path directory) throws Exception {
    KeyPair key = TestPki.keyPair();
    String pem = pem("PRIVATE KEY", key.getPrivate().getEncoded());
    for (X509Certificate one : pki.issueAgent(new NodeId("probe"), key.getPublic())) {
      pem += pem("CERTIFICATE", one.getEncoded());
    }
    Files.writeString(directory.resolve("probe.pem"), pem);
    try (ScriptedServer server =
        ScriptedServer.tls(
            server(NAME),
            socket -> {
              ((SSLSocket) socket).setNeedClientAuth(true);
              ScriptedServer.head(socket);
              socket.getOutputStream().write(PAGE.getBytes(US_ASCII));
            })) {
      Prober prober =
          new Prober(directory, NoHost.INSTANCE, Asking.NO_RUNNER, 10, InstantSource.system());
      Trust trust = new Trust.Anybody();
      assertThat(
              ask(
                      prober,
                      page(server, new ClientTls("", trust, "probe.pem", Duration.ZERO)),
                      Duration.ofSeconds(20))
                  .result())
          .isEqualTo(Result.OK);
      assertThat(
              ask(
                      prober,
                      page(server, new ClientTls("", trust, "", Duration.ZERO)),
                      Duration.ofSeconds(20))
                  .result())
          .isEqualTo(Result.OTHER);
    }
  }

  /// Certificates of the test authority live one hour.
  @Test
  void aCertificateThatExpiresSoonIsWarnedOf() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(server(NAME), PAGE)) {
      Probe late = page(server, new ClientTls("", new Trust.Anybody(), "", Duration.ofDays(14)));
      assertThat(ask(late).warning()).contains("expires at").endsWith("in 0 days");
      assertThat(ask(late).result()).isEqualTo(Result.OK);
      Probe soon = page(server, new ClientTls("", new Trust.Anybody(), "", Duration.ofMinutes(5)));
      assertThat(ask(soon).warning()).isEmpty();

      InstantSource tomorrow = InstantSource.fixed(Instant.now().plus(Duration.ofDays(1)));
      Prober prober =
          new Prober(Asking.NO_CERTIFICATES, NoHost.INSTANCE, Asking.NO_RUNNER, 10, tomorrow);
      assertThat(ask(prober, late, Duration.ofSeconds(20)).warning()).contains("expired at");
    }
  }

  @Test
  void whoSpeaksNoTlsIsDown() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering(PAGE);
        ScriptedServer hasty = ScriptedServer.plain(_ -> {});
        ScriptedServer alert =
            ScriptedServer.plain(socket -> {
              // A fatal alert, handshake_failure (RFC 8446 section 6).
              socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
              ScriptedServer.untilItEnds(socket);
            });
        ScriptedServer mail =
            ScriptedServer.plain(socket -> {
              socket.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(US_ASCII));
              ScriptedServer.untilItEnds(socket);
            })) {
      ClientTls tls = ClientTls.unverified("");
      assertThat(ask(new Probe.Tls(hasty.target(), tls)).result()).isEqualTo(Result.OTHER);
      assertThat(ask(new Probe.Tls(mail.target(), tls)).result()).isEqualTo(Result.OTHER);
      assertThat(ask(new Probe.Tls(alert.target(), tls)).evidence().seen())
          .contains("handshake_failure");
      ProbeOutcome plain = ask(new Probe.Tls(server.target(), tls), Duration.ofMillis(300));
      assertThat(plain.ok()).isFalse();
    }
  }

  /// Record headers and handshake bytes that come one by one.
  @Test
  void aHandshakeByteByByteGetsNoMoreTime() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          byte[] start = {22, 3, 3, 0x40, 0};
          OutputStream out = socket.getOutputStream();
          for (int i = 0; ; i++) {
            out.write(i < start.length ? start[i] : 0);
            out.flush();
            socket.setSoTimeout(5);
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
          ask(new Probe.Tls(server.target(), ClientTls.unverified("")), Duration.ofMillis(300));
      assertThat(outcome.result()).isEqualTo(Result.TIMED_OUT);
    }
  }

  @Test
  void aContextIsMadeOnceForManyProbes() throws Exception {
    TlsContexts contexts = new TlsContexts(Asking.NO_CERTIFICATES);
    SSLContext one = contexts.context(verified(pki, NAME));
    assertThat(contexts.context(verified(pki, "other.example.org"))).isSameAs(one);
    assertThat(contexts.context(ClientTls.unverified(NAME))).isNotSameAs(one);
  }

  private SSLContext server(String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {pki.server(name)},
        new TrustManager[] {TrustManagers.of(authorities(pki))},
        null);
    return context;
  }

  private static Probe page(ScriptedServer server, ClientTls tls) {
    return new Probe.Http(server.target(), tls, Version.HTTP_1_1, List.of(Request.get("/")));
  }

  private static ClientTls verified(TestPki pki, String name) throws Exception {
    return new ClientTls(name, authorities(pki), "", Duration.ZERO);
  }

  private static Trust authorities(TestPki pki) throws Exception {
    return new Trust.Authorities(pem("CERTIFICATE", pki.certificate().getEncoded()));
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
