package io.lvsfleet.agent.app;

import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.kernel.MarkedStream;
import io.lvsfleet.agent.probe.Host;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets probes ask this node's kernel.
record ProbeHost(KernelProbes kernel) implements Host {

  @Override
  public boolean ping(IpAddress address, Duration patience)
      throws IOException, InterruptedException {
    return kernel.ping(address, patience);
  }

  @Override
  public boolean listens(Protocol protocol, @Nullable IpAddress address, int port)
      throws IOException {
    return kernel.listens(protocol, address, port);
  }

  @Override
  public Stream connect(Target target, Duration patience) throws IOException {
    return new Connected(kernel.connect(target, patience));
  }

  private record Connected(MarkedStream stream) implements Stream {

    @Override
    public int read(byte[] buffer, Duration patience) throws IOException {
      return stream.read(buffer, patience);
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
}
