package io.lvsfleet.agent.probe;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What probes need of this node's kernel and the JDK's sockets cannot do. Any thread; all but
/// [#ping] hold the calling thread in foreign calls and want a platform thread.
///
/// What a `BindException` tells is a fault of this node.
public interface Host {

  /// Sends an echo request and waits for the reply.
  ///
  /// @return whether it came in time
  boolean ping(IpAddress address, Duration patience) throws IOException, InterruptedException;

  /// Whether a socket of this node listens there: on that address, or on any.
  ///
  /// @param address null for whatever address
  boolean listens(Protocol protocol, @Nullable IpAddress address, int port) throws IOException;

  /// A TCP connection with a mark or on one interface.
  Stream connect(Target target, Duration patience) throws IOException;

  /// A connection; one thread at a time.
  interface Stream extends AutoCloseable {

    /// @return how many bytes came; -1 when the peer has ended
    /// @throws java.net.SocketTimeoutException when none came in time
    int read(byte[] buffer, Duration patience) throws IOException;

    void write(byte[] bytes) throws IOException;

    @Override
    void close();
  }
}
