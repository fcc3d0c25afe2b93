package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens connections as a check wants them.
final class Connector {

  private final TlsContexts contexts;
  private final Host host;

  Connector(TlsContexts contexts, Host host) {
    this.contexts = contexts;
    this.host = host;
  }

  /// @param tls null for none
  Connection open(Target target, @Nullable ClientTls tls, Deadline deadline) throws IOException {
    return tls == null ? plain(target, deadline) : openTls(target, tls, List.of(), deadline);
  }

  /// After the handshake.
  ///
  /// @param protocols offered by ALPN (RFC 7301)
  TlsConnection openTls(Target target, ClientTls tls, List<String> protocols, Deadline deadline)
      throws IOException {
    // First, because it may fail for a reason of our own.
    TlsConnection.Setup setup = contexts.setup(tls, protocols);
    Connection plain = plain(target, deadline);
    try {
      return TlsConnection.handshake(plain, setup, deadline);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private Connection plain(Target target, Deadline deadline) throws IOException {
    return needsHost(target)
        ? new HostConnection(
            host.connect(target, Duration.ofMillis(deadline.leftMillis())), deadline)
        : SocketConnection.open(target, deadline);
  }

  /// The JDK's sockets have no mark and no interface.
  static boolean needsHost(Target target) {
    return target.mark() != 0 || target.bindInterface() != null;
  }
}
