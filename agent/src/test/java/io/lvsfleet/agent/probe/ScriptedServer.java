package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server on loopback that does to each connection whatever a test wants.
final class ScriptedServer implements AutoCloseable {

  /// What happens to a connection; it is closed afterwards.
  interface Script {
    void play(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private ScriptedServer(@Nullable SSLContext tls, Script script) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.server =
        tls == null
            ? new ServerSocket(0, 4096, loopback)
            : tls.getServerSocketFactory().createServerSocket(0, 4096, loopback);
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedServer plain(Script script) throws IOException {
    return new ScriptedServer(null, script);
  }

  static ScriptedServer tls(SSLContext context, Script script) throws IOException {
    return new ScriptedServer(context, script);
  }

  /// Reads a request's head and answers with this, then closes.
  static ScriptedServer answering(String answer) throws IOException {
    return answering(null, answer);
  }

  static ScriptedServer answering(@Nullable SSLContext tls, String answer) throws IOException {
    ScriptedServer[] self = new ScriptedServer[1];
    self[0] =
        new ScriptedServer(
            tls,
            socket -> {
              self[0].requests.add(head(socket));
              socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
            });
    return self[0];
  }

  static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  static void untilItEnds(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> play(socket));
      } catch (IOException _) {
        // Closed, or a handshake that was refused: the next one.
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(socket);
    } catch (IOException | InterruptedException _) {
      // The probe has had enough.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  Target target() {
    return Target.of(IpAddress.parse("127.0.0.1"), port());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
