package io.lvsfleet.agent.probe;

import java.io.IOException;

/// A stream of bytes to and from a server. Every call ends by the probe's deadline with a
/// `SocketTimeoutException`. One thread at a time.
interface Connection extends AutoCloseable {

  /// Waits for at least one byte.
  ///
  /// @return how many there are now in the buffer, from its beginning; -1 when the peer has ended
  int read(byte[] buffer) throws IOException;

  /// Sends a little: at most what fits into the socket's buffer, so that it does not wait for the
  /// peer.
  void write(byte[] bytes) throws IOException;

  @Override
  void close();
}
