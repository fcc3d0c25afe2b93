package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Protocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SortedSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each test waits for what it closed itself.
@Tag("kernel")
class ListenerMonitorTest {

  private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

  private final BlockingQueue<ListeningSocket> told = new LinkedBlockingQueue<>();
  private final Semaphore missed = new Semaphore(0);

  private final ListenerMonitor.Listener listener =
      new ListenerMonitor.Listener() {
        @Override
        public void closed(SortedSet<ListeningSocket> sockets) {
          told.addAll(sockets);
        }

        @Override
        public void missed() {
          missed.release();
        }
      };

  @Test
  void aClosedListenerIsTold() throws KernelException, IOException, InterruptedException {
    try (ListenerMonitor _ = ListenerMonitor.start(listener)) {
      int port;
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = server.getLocalPort();
      }
      assertThat(told.take()).isEqualTo(new ListeningSocket(Protocol.TCP, LOOPBACK, port));
    }
  }

  @Test
  void aClosedDatagramSocketIsTold() throws KernelException, IOException, InterruptedException {
    try (ListenerMonitor _ = ListenerMonitor.start(listener)) {
      int port;
      try (DatagramSocket server =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
        port = server.getLocalPort();
      }
      assertThat(told.take()).isEqualTo(new ListeningSocket(Protocol.UDP, LOOPBACK, port));
    }
  }

  /// `SIGKILL` leaves the program no time to close anything.
  @Test
  void aKilledServerIsTold() throws KernelException, IOException, InterruptedException {
    Process server = new ProcessBuilder("busybox", "nc", "-l", "-p", "18084").start();
    await().until(() -> Shell.sh("cat /proc/net/tcp /proc/net/tcp6").contains(":46A4 "));
    try (ListenerMonitor _ = ListenerMonitor.start(listener)) {
      server.destroyForcibly();
      assertThat(told.take().port()).isEqualTo(18084);
    }
  }

  /// A connection that the server resets looks like its listener at first. The first that is told
  /// is the listener.
  @Test
  void connectionsAreNotTold() throws KernelException, IOException, InterruptedException {
    try (ListenerMonitor _ = ListenerMonitor.start(listener)) {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      for (int i = 0; i < 20; i++) {
        try (Socket client = new Socket()) {
          client.connect(server.getLocalSocketAddress());
          Socket accepted = server.accept();
          accepted.setSoLinger(i % 2 == 0, 0);
          accepted.close();
        }
      }
      int port = server.getLocalPort();
      server.close();
      assertThat(told.take().port()).isEqualTo(port);
      assertThat(told).isEmpty();
      assertThat(missed.availablePermits()).isZero();
    }
  }

  @Test
  void closingEndsTheThread() throws KernelException {
    ListenerMonitor monitor = ListenerMonitor.start(listener);
    monitor.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("listener-monitor"));
  }
}
