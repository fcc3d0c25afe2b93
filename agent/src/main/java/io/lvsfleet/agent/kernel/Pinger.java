package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.IcmpSocket;
import io.lvsfleet.agent.sys.IcmpSocket.Version;
import io.lvsfleet.agent.sys.SystemCallException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends echo requests of one version of IP. All replies arrive on one socket, on one platform
/// thread, which lets those go who wait for them.
final class Pinger implements AutoCloseable {

  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  private final Version version;
  private final IcmpSocket socket;
  private final SecureRandom random = new SecureRandom();
  private final int identifier = random.nextInt(0x1_0000);
  private final AtomicInteger sequence = new AtomicInteger();
  private final ConcurrentMap<Long, CountDownLatch> waiting = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  Pinger(Version version) throws SystemCallException {
    this.version = version;
    this.socket = new IcmpSocket(version);
    this.thread = Thread.ofPlatform().name("icmp-" + version).daemon().unstarted(this::receive);
  }

  void start() {
    thread.start();
  }

  boolean ping(byte[] address, Duration patience) throws SystemCallException, InterruptedException {
    long token = random.nextLong();
    CountDownLatch reply = new CountDownLatch(1);
    waiting.put(token, reply);
    try {
      socket.send(
          address,
          EchoPacket.request(version, identifier, sequence.incrementAndGet() & 0xffff, token));
      return reply.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      waiting.remove(token);
    }
  }

  private void receive() {
    while (!closed) {
      try {
        socket
            .receive(LOOK_UP)
            .ifPresent(packet -> EchoPacket.token(version, packet).ifPresent(this::arrived));
      } catch (SystemCallException e) {
        if (e.errno() != Errno.ENOBUFS) {
          // Errors of single requests (a host that is unreachable) are reported here as well.
          System.getLogger("io.lvsfleet.agent")
              .log(System.Logger.Level.DEBUG, "receiving echo replies: {0}", e.getMessage());
        }
      }
    }
    socket.close();
  }

  private void arrived(long token) {
    CountDownLatch reply = waiting.get(token);
    if (reply != null) {
      reply.countDown();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
