package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.SystemCallException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;

/// Failed socket calls as the JDK's own sockets tell of them, so that those who judge know one
/// language.
final class SocketErrors {

  private SocketErrors() {}

  static IOException of(SystemCallException e) {
    return switch (Errno.name(e.errno())) {
      case "ECONNREFUSED" -> new ConnectException("Connection refused");
      case "ETIMEDOUT" -> new ConnectException("Connection timed out");
      case "ECONNRESET" -> new SocketException("Connection reset");
      case "EHOSTUNREACH", "ENETUNREACH" -> new SocketException(e.getMessage());
      // Whatever else can go wrong with a socket is of this node's making.
      default -> (IOException) new BindException(e.getMessage()).initCause(e);
    };
  }
}
