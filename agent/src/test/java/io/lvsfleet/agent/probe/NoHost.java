package io.lvsfleet.agent.probe;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A kernel that allows nothing.
final class NoHost implements Host {

  static final NoHost INSTANCE = new NoHost();

  private NoHost() {}

  @Override
  public boolean ping(IpAddress address, Duration patience) throws IOException {
    throw new BindException("EPERM");
  }

  @Override
  public boolean listens(Protocol protocol, @Nullable IpAddress address, int port)
      throws IOException {
    throw new BindException("EPERM");
  }

  @Override
  public Stream connect(Target target, Duration patience) throws IOException {
    throw new BindException("EPERM");
  }
}
