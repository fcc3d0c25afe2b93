package io.lvsfleet.agent.local;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;

/// Answers operators on the node. It has a thread of its own, `local`, which takes one connection
/// after the other; each has [#LONGEST] and one request.
///
/// Whoever may open the socket may order: its mode is 0600, and only root and the agent's own user
/// are listened to.
public final class LocalServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LocalServer.class.getName());

  /// For one connection from its begin to its end; a withdrawal takes longest.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// After a connection that could not be accepted.
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// Requests that wait for the one under way.
  private static final int BACKLOG = 16;

  /// What is done about a request.
  @FunctionalInterface
  public interface Handler {
    /// @param user who asks, as the kernel says
    LocalAnswer answer(String user, List<String> words) throws InterruptedException;
  }

  private final ServerSocketChannel listening;
  private final Path path;
  private final Handler handler;
  private final Thread thread;

  private LocalServer(ServerSocketChannel listening, Path path, Handler handler) {
    this.listening = listening;
    this.path = path;
    this.handler = handler;
    this.thread = Thread.ofPlatform().daemon().name("local").unstarted(this::serve);
  }

  /// @param stateDirectory whose lock the caller holds: a socket that is there is left over
  public static LocalServer start(Path stateDirectory, Handler handler) throws IOException {
    Path path = LocalProtocol.socket(stateDirectory);
    Files.deleteIfExists(path);
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
    LocalServer server = new LocalServer(listening, path, handler);
    server.thread.start();
    return server;
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel channel = listening.accept()) {
          Thread worker = Thread.ofVirtual().name("local-request").start(() -> handle(channel));
          if (!worker.join(LONGEST)) {
            worker.interrupt(); // which closes its channel too
          }
        } catch (ClosedChannelException e) {
          throw e;
        } catch (IOException e) {
          // For example no descriptor left: the next one may have one.
          LOG.log(WARNING, "an operator on this node is not heard: {0}", e.getMessage());
          Thread.sleep(PAUSE);
        }
      }
    } catch (ClosedChannelException _) {
      // the end
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(SocketChannel channel) {
    try {
      String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
      byte[] request = LocalProtocol.readAll(channel, LocalProtocol.LONGEST_REQUEST);
      LocalAnswer answer =
          user.equals("root") || user.equals(System.getProperty("user.name"))
              ? handler.answer(user, LocalProtocol.words(request))
              : LocalAnswer.refused("only root and the agent's own user may ask");
      LocalProtocol.writeAll(channel, LocalProtocol.answer(answer));
    } catch (IOException e) {
      LOG.log(WARNING, "a request on this node broke off: {0}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(WARNING, "the socket stays behind: {0}", e.getMessage());
    }
  }
}
