package io.lvsfleet.agent.probe;

import java.io.IOException;
import java.time.Duration;

/// A connection the JDK's sockets cannot make.
///
/// @param stream of the kernel
record HostConnection(Host.Stream stream, Deadline deadline) implements Connection {

  @Override
  public int read(byte[] buffer) throws IOException {
    return stream.read(buffer, Duration.ofMillis(deadline.leftMillis()));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    stream.write(bytes);
  }

  @Override
  public void close() {
    stream.close();
  }
}
