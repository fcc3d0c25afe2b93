package io.lvsfleet.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProberTest {

  private final BlockingQueue<ProbeOutcome> results = new ArrayBlockingQueue<>(2_000);

  @Test
  void aListenerIsUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      expect(
          probe(server.getLocalPort(), 1_000),
          Result.OK,
          "connect 127.0.0.1:" + server.getLocalPort(),
          "connected");
    }
  }

  @Test
  void aClosedPortIsDownAndSaysWhy() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    expect(probe(port, 1_000), Result.REFUSED, "connect 127.0.0.1:" + port, "connection refused");
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
            probe(server.getLocalPort(), 200),
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
  void moreThanTheLimitAllGetTheirAnswer() throws Exception {
    int probes = 2 * Prober.MAX_CONCURRENT;
    try (ServerSocket server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress())) {
      Prober prober = new Prober();
      for (int i = 0; i < probes; i++) {
        prober.probe(spec(server.getLocalPort(), 5_000), results::add);
      }
      for (int i = 0; i < probes; i++) {
        assertThat(results.poll(30, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  private ProbeOutcome probe(int port, int timeoutMillis) throws InterruptedException {
    new Prober().probe(spec(port, timeoutMillis), results::add);
    ProbeOutcome result = results.poll(10, TimeUnit.SECONDS);
    if (result == null) {
      throw new AssertionError("no answer");
    }
    return result;
  }

  private static void expect(ProbeOutcome outcome, Result result, String sent, String seen) {
    assertThat(outcome.result()).isEqualTo(result);
    assertThat(outcome.evidence().sent()).isEqualTo(sent);
    assertThat(outcome.evidence().seen()).isEqualTo(seen);
  }

  private static CheckSpec spec(int port, int timeoutMillis) {
    return CheckSpec.tcp(
        IpAddress.parse("127.0.0.1"),
        port,
        Duration.ofSeconds(10),
        Duration.ofMillis(timeoutMillis),
        1,
        1);
  }
}
