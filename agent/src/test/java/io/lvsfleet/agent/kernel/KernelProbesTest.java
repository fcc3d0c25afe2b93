package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On a kernel that lets this process have raw sockets and marks.
@Tag("kernel")
class KernelProbesTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final KernelProbes probes = new KernelProbes();

  @AfterEach
  void close() {
    probes.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.3.2.1", "::1"})
  void loopbackAnswersEchoRequests(String address) throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(probes.ping(IpAddress.parse(address), LONG)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.3.2.1"})
  void aListenerOnOneAddressServesThatOne(String address) throws Exception {
    InetAddress bound = InetAddress.getByName(address);
    try (ServerSocket server = new ServerSocket(0, 1, bound)) {
      int port = server.getLocalPort();
      assertThat(probes.listens(Protocol.TCP, IpAddress.parse(address), port)).isTrue();
      assertThat(probes.listens(Protocol.TCP, null, port)).isTrue();
      assertThat(probes.listens(Protocol.TCP, IpAddress.parse("127.0.0.9"), port)).isFalse();
      assertThat(probes.listens(Protocol.UDP, null, port)).isFalse();
    }
  }

  @Test
  void aListenerOnAnyAddressServesAll() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      int port = server.getLocalPort();
      assertThat(probes.listens(Protocol.TCP, IpAddress.parse("10.9.8.7"), port)).isTrue();
      assertThat(probes.listens(Protocol.TCP, IpAddress.parse("::1"), port)).isTrue();
    }
  }

  @Test
  void aClosedListenerAndAConnectionAreNone() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket()) {
      port = server.getLocalPort();
      client.connect(server.getLocalSocketAddress());
      assertThat(probes.listens(Protocol.TCP, null, client.getLocalPort())).isFalse();
    }
    assertThat(probes.listens(Protocol.TCP, null, port)).isFalse();
  }

  @Test
  void aUdpSocketIsAListener() throws Exception {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      assertThat(probes.listens(Protocol.UDP, null, socket.getLocalPort())).isTrue();
      assertThat(probes.listens(Protocol.TCP, null, socket.getLocalPort())).isFalse();
    }
  }

  @Test
  void aMarkedConnectionOnAnInterfaceCarriesBytesBothWays() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Target target = marked(server.getLocalPort(), "lo");
      try (MarkedStream stream = probes.connect(target, LONG);
          Socket peer = server.accept()) {
        stream.write("ping".getBytes(StandardCharsets.US_ASCII));
        assertThat(peer.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
        assertThatThrownBy(() -> stream.read(new byte[10], Duration.ofMillis(20)))
            .isInstanceOf(SocketTimeoutException.class);
        peer.getOutputStream().write("pong".getBytes(StandardCharsets.US_ASCII));
        byte[] buffer = new byte[10];
        assertThat(stream.read(buffer, LONG)).isEqualTo(4);
        assertThat(new String(buffer, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("pong");
        peer.shutdownOutput();
        assertThat(stream.read(buffer, LONG)).isEqualTo(-1);
      }
    }
  }

  @Test
  void aMarkedConnectionToAClosedPortIsRefused() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertThatThrownBy(() -> probes.connect(marked(port, "lo"), LONG))
        .isInstanceOf(ConnectException.class)
        .hasMessage("Connection refused");
  }

  @Test
  void anInterfaceThatIsNotThereIsAFaultOfThisNode() {
    assertThatThrownBy(() -> probes.connect(marked(80, "nosuch0"), LONG))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("ENODEV");
  }

  private static Target marked(int port, String device) {
    return new Target(
        IpAddress.parse("127.0.0.1"), port, IpAddress.parse("127.0.0.1"), device, 0x80000001L);
  }
}
