package io.lvsfleet.agent.probe;

import io.lvsfleet.model.ClientTls;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens connections as a check wants them.
final class Connector {

  private final TlsContexts contexts;

  Connector(TlsContexts contexts) {
    this.contexts = contexts;
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

  private static Connection plain(Target target, Deadline deadline) throws IOException {
    if (target.mark() != 0 || target.bindInterface() != null) {
      throw new Failures.LocalFailure("probes with a mark or an interface are not possible");
    }
    return SocketConnection.open(target, deadline);
  }
}
