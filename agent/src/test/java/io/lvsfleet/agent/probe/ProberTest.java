package io.lvsfleet.agent.probe;

import static io.lvsfleet.agent.probe.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProberTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private final BlockingQueue<ProbeOutcome> results = new LinkedBlockingQueue<>();

  @Test
  void aListenerIsUp() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain(_ -> {})) {
      expect(
          ask(Probe.Tcp.connect(server.target())),
          Result.OK,
          "connect 127.0.0.1:" + server.port(),
          "connected");
    }
  }

  @Test
  void aClosedPortIsDownAndSaysWhy() throws Exception {
    int port = closedPort();
    expect(
        ask(Probe.Tcp.connect(loopback(port))),
        Result.REFUSED,
        "connect 127.0.0.1:" + port,
        "connection refused");
  }

  @Test
  void whoDoesNotAnswerInTimeIsDown() throws Exception {
    // Linux leaves a connection unanswered when the accept queue is full.
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < 2; i++) {
          Socket socket = new Socket();
          waiting.add(socket);
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
              1_000);
        }
        expect(
            ask(Probe.Tcp.connect(loopback(server.getLocalPort())), SHORT),
            Result.TIMED_OUT,
            "connect 127.0.0.1:" + server.getLocalPort(),
            "no answer within 200 ms");
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  @Test
  void whatIsSentAndExpectedDecides() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          if (socket.getInputStream().read() == 'P') {
            socket.getOutputStream().write("+PO".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write("NG\r\n".getBytes(StandardCharsets.US_ASCII));
          }
          ScriptedServer.untilItEnds(socket);
        })) {
      assertThat(ask(exchange(server, new Probe.Reply.Matches("^\\+PONG\\s"))).result())
          .isEqualTo(Result.OK);
      assertThat(ask(exchange(server, new Probe.Reply.Contains(Octets.utf8("PONG")))).result())
          .isEqualTo(Result.OK);
      ProbeOutcome missed = ask(exchange(server, new Probe.Reply.Matches("OK")), SHORT);
      assertThat(missed.result()).isEqualTo(Result.TIMED_OUT);
      assertThat(missed.evidence().expected()).isEqualTo("/OK/");
    }
  }

  @Test
  void aReplyWithoutEndIsReadUpToALimit() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          while (true) {
            socket
                .getOutputStream()
                .write("nothing of interest ".repeat(100).getBytes(StandardCharsets.US_ASCII));
          }
        })) {
      ProbeOutcome outcome = ask(exchange(server, new Probe.Reply.Contains(Octets.utf8("PONG"))));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen()).startsWith("64 KiB without it: 65536 bytes");
    }
  }

  @Test
  void aConnectionThatIsResetIsDown() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          socket.getInputStream().read();
          socket.setSoLinger(true, 0);
        })) {
      ProbeOutcome outcome = ask(exchange(server, new Probe.Reply.Matches("PONG")));
      assertThat(outcome.result()).isEqualTo(Result.OTHER);
      assertThat(outcome.evidence().seen()).isEqualTo("connection reset");
    }
  }

  @Test
  void anExpressionThatTakesForEverEndsAtTheDeadline() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          socket.getOutputStream().write("a".repeat(60).getBytes(StandardCharsets.US_ASCII));
          ScriptedServer.untilItEnds(socket);
        })) {
      ProbeOutcome outcome = ask(exchange(server, new Probe.Reply.Matches("^(a|a?)+$b")), SHORT);
      assertThat(outcome.result()).isEqualTo(Result.TIMED_OUT);
    }
  }

  @Test
  void whoAsksTheSameWhileItIsAskedGetsTheSameAnswer() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    Semaphore go = new Semaphore(0);
    try (ScriptedServer server =
        ScriptedServer.plain(socket -> {
          connections.incrementAndGet();
          go.acquire();
          socket.getOutputStream().write('!');
        })) {
      Prober prober =
          new Prober(
              Asking.NO_CERTIFICATES,
              NoHost.INSTANCE,
              Asking.NO_RUNNER,
              100,
              InstantSource.system());
      CheckSpec spec = spec(exchange(server, new Probe.Reply.Matches("!")));
      for (int i = 0; i < 50; i++) {
        prober.probe(spec, results::add);
      }
      go.release(50);
      ProbeOutcome first = next();
      for (int i = 1; i < 50; i++) {
        assertThat(next()).isSameAs(first);
      }
      assertThat(connections).hasValue(1);
    }
  }

  @Test
  void whoFindsNoDescriptorLeftCountsForNothingAndAtOnce() throws Exception {
    Semaphore end = new Semaphore(0);
    try (ScriptedServer silent = ScriptedServer.plain(_ -> end.acquire());
        ScriptedServer other = ScriptedServer.plain(_ -> {})) {
      Prober prober =
          new Prober(
              Asking.NO_CERTIFICATES, NoHost.INSTANCE, Asking.NO_RUNNER, 1, InstantSource.system());
      prober.probe(spec(exchange(silent, new Probe.Reply.Matches("!"))), results::add);
      prober.probe(spec(Probe.Tcp.connect(other.target())), results::add);
      ProbeOutcome refused = next();
      assertThat(refused.result()).isEqualTo(Result.LOCAL);
      assertThat(refused.evidence().seen()).isEqualTo("no file descriptor is left for it");

      end.release(2);
      assertThat(next().result()).isEqualTo(Result.OTHER);
      prober.probe(spec(Probe.Tcp.connect(other.target())), results::add);
      assertThat(next().result()).isEqualTo(Result.OK);
    }
  }

  @Test
  void aThousandServersThatNeverAnswerDelayNobody() throws Exception {
    Semaphore end = new Semaphore(0);
    try (ScriptedServer silent = ScriptedServer.plain(_ -> end.acquire());
        ScriptedServer other = ScriptedServer.plain(_ -> {})) {
      Prober prober =
          new Prober(
              Asking.NO_CERTIFICATES,
              NoHost.INSTANCE,
              Asking.NO_RUNNER,
              2_000,
              InstantSource.system());
      for (int i = 0; i < 1_000; i++) {
        // Different questions: none is shared.
        prober.probe(
            spec(exchange(silent, new Probe.Reply.Matches("never" + i))),
            outcome -> results.add(outcome));
      }
      BlockingQueue<ProbeOutcome> answers = new LinkedBlockingQueue<>();
      prober.probe(spec(Probe.Tcp.connect(other.target())), answers::add);
      // While all the thousand wait; nothing but this answer is awaited.
      assertThat(answers.poll(60, TimeUnit.SECONDS)).isNotNull().matches(ProbeOutcome::ok);
      assertThat(results).isEmpty();
      end.release(1_000);
      for (int i = 0; i < 1_000; i++) {
        assertThat(next().result()).isEqualTo(Result.OTHER);
      }
    }
  }

  @Test
  void aCertificateOfItsOwnThatIsNotThereIsOurOwnFault() throws Exception {
    ClientTls tls = new ClientTls("", new ClientTls.Trust.Anybody(), "client.pem", Duration.ZERO);
    ProbeOutcome outcome = ask(new Probe.Tls(loopback(closedPort()), tls));
    assertThat(outcome.result()).isEqualTo(Result.LOCAL);
    assertThat(outcome.evidence().seen()).contains("client.pem");
  }

  @Test
  void anAddressOfItsOwnThatTheNodeDoesNotHaveIsOurOwnFault() throws Exception {
    Target target =
        new Target(
            IpAddress.parse("127.0.0.1"),
            closedPort(),
            IpAddress.parse("192.0.2.1"), // RFC 5737
            null,
            0);
    assertThat(ask(Probe.Tcp.connect(target)).result()).isEqualTo(Result.LOCAL);
  }

  @Test
  void aProbeThatBreaksDownIsAnsweredToo() throws Exception {
    Host broken =
        new Host() {
          @Override
          public boolean ping(IpAddress address, Duration patience) {
            throw new OutOfMemoryError("no direct memory");
          }

          @Override
          public boolean listens(Protocol protocol, @Nullable IpAddress address, int port) {
            return false;
          }

          @Override
          public Stream connect(Target target, Duration patience) throws IOException {
            throw new IOException("not asked for");
          }
        };
    Prober prober =
        new Prober(Asking.NO_CERTIFICATES, broken, Asking.NO_RUNNER, 1, InstantSource.system());
    for (int i = 0; i < 2; i++) {
      prober.probe(spec(new Probe.Icmp(Target.host(IpAddress.parse("127.0.0.1")))), results::add);
      assertThat(next().result()).isEqualTo(Result.LOCAL);
    }
  }

  private ProbeOutcome next() throws InterruptedException {
    ProbeOutcome outcome = results.poll(60, TimeUnit.SECONDS);
    assertThat(outcome).as("an answer").isNotNull();
    return outcome;
  }

  private static Probe exchange(ScriptedServer server, Probe.Reply reply) {
    return new Probe.Tcp(server.target(), null, Octets.utf8("PING\r\n"), reply);
  }

  private static CheckSpec spec(Probe probe) {
    return CheckSpec.of(probe, Duration.ofMinutes(2), Duration.ofMinutes(2), 1, 1);
  }

  private static Target loopback(int port) {
    return Target.of(IpAddress.parse("127.0.0.1"), port);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  private static void expect(ProbeOutcome outcome, Result result, String sent, String seen) {
    assertThat(outcome.result()).isEqualTo(result);
    assertThat(outcome.evidence().sent()).isEqualTo(sent);
    assertThat(outcome.evidence().seen()).isEqualTo(seen);
  }
}
