package io.lvsfleet.agent.runner;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;

/// Takes requests, each on a connection and a virtual thread of its own. Who may ask is said by the
/// permissions of the socket and, again, by the user the kernel names.
final class RunnerServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RunnerServer.class.getName());

  private static final int MAX_CONNECTIONS = 1024;

  /// For the whole of a request to arrive.
  private static final Duration LISTENING = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ServerSocketChannel listening;
  private final Set<String> allowed;
  private final Runner runner;
  private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
  private volatile long lastHeard = System.nanoTime();

  /// @param allowed names of users who are listened to
  RunnerServer(ServerSocketChannel listening, Set<String> allowed, Runner runner) {
    this.listening = listening;
    this.allowed = Set.copyOf(allowed);
    this.runner = runner;
  }

  /// Until it is closed.
  void serve() throws InterruptedException {
    while (true) {
      try {
        SocketChannel channel = listening.accept();
        lastHeard = System.nanoTime();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().name("request").start(() -> handle(channel));
        } else {
          channel.close();
        }
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        // For example no descriptor left: the next one may have one.
        LOG.log(WARNING, "a request is not heard: {0}", e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  /// For how long nobody has asked for anything.
  Duration idle() {
    return connections.availablePermits() < MAX_CONNECTIONS
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - lastHeard);
  }

  private void handle(SocketChannel channel) {
    try (channel) {
      String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      byte[] request = receive(channel); // else the refusal may be lost with what was not read
      RunResult result =
          allowed.contains(user)
              ? runner.run(RunnerProtocol.request(request))
              : new RunResult.Refused("user " + user + " may not run programs");
      RunnerProtocol.write(channel, RunnerProtocol.encode(result));
    } catch (IOException e) {
      LOG.log(WARNING, "a request broke off: {0}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lastHeard = System.nanoTime();
      connections.release();
    }
  }

  /// Who sends nothing does not hold its place.
  private static byte[] receive(SocketChannel channel) throws IOException {
    Thread reader = Thread.currentThread();
    Thread guard =
        Thread.ofVirtual()
            .name("request-guard")
            .start(() -> {
              try {
                Thread.sleep(LISTENING);
                reader.interrupt(); // which closes its channel
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // it was all there in time
              }
            });
    try {
      return RunnerProtocol.read(channel, RunnerProtocol.MAX_REQUEST);
    } finally {
      guard.interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      LOG.log(WARNING, "the socket stays open: {0}", e.getMessage());
    }
  }
}
