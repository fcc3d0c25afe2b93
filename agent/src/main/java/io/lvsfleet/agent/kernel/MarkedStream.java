package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.agent.sys.TcpSocket;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// A TCP connection with a mark or on one interface. One platform thread.
public final class MarkedStream implements AutoCloseable {

  private final TcpSocket socket;

  private MarkedStream(TcpSocket socket) {
    this.socket = socket;
  }

  static MarkedStream open(Target target, Duration patience) throws IOException {
    byte[] address = target.address().bytes();
    try {
      TcpSocket socket = new TcpSocket(address.length);
      try {
        if (target.mark() != 0) {
          socket.setMark((int) target.mark());
        }
        String bindInterface = target.bindInterface();
        if (bindInterface != null) {
          socket.bindTo(bindInterface);
        }
        IpAddress own = target.bindAddress();
        if (own != null) {
          socket.bindTo(own.bytes());
        }
        if (!socket.connect(address, target.port(), patience)) {
          throw new SocketTimeoutException();
        }
        return new MarkedStream(socket);
      } catch (IOException | SystemCallException e) {
        socket.close();
        throw e;
      }
    } catch (SystemCallException e) {
      throw SocketErrors.of(e);
    }
  }

  /// @return how many bytes came; -1 when the peer has ended
  /// @throws SocketTimeoutException when none came in time
  public int read(byte[] buffer, Duration patience) throws IOException {
    try {
      int count = socket.read(buffer, patience);
      if (count == TcpSocket.NOTHING) {
        throw new SocketTimeoutException();
      }
      return count;
    } catch (SystemCallException e) {
      throw SocketErrors.of(e);
    }
  }

  /// At most what fits into the socket's buffer.
  public void write(byte[] bytes) throws IOException {
    try {
      socket.write(bytes);
    } catch (SystemCallException e) {
      throw SocketErrors.of(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
