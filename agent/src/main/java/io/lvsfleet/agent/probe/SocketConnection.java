package io.lvsfleet.agent.probe;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;

/// A TCP connection by the JDK's sockets: on a virtual thread whoever waits costs no thread.
final class SocketConnection implements Connection {

  private final Socket socket;
  private final Deadline deadline;

  private SocketConnection(Socket socket, Deadline deadline) {
    this.socket = socket;
    this.deadline = deadline;
  }

  static SocketConnection open(Target target, Deadline deadline) throws IOException {
    Socket socket = new Socket();
    try {
      IpAddress own = target.bindAddress();
      if (own != null) {
        socket.bind(new InetSocketAddress(address(own), 0));
      }
      socket.connect(
          new InetSocketAddress(address(target.address()), target.port()), deadline.leftMillis());
      return new SocketConnection(socket, deadline);
    } catch (IOException | RuntimeException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  static InetAddress address(IpAddress address) throws UnknownHostException {
    return InetAddress.getByAddress(address.bytes());
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    socket.setSoTimeout(deadline.leftMillis());
    return socket.getInputStream().read(buffer);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // The descriptor is gone whatever close(2) says, and nothing was written that matters.
    }
  }
}
