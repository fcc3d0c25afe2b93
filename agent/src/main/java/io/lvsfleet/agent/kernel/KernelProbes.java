package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.sys.IcmpSocket.Version;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What probes need of this kernel. Sockets and threads are made when a probe first needs them.
public final class KernelProbes implements AutoCloseable {

  private final Map<AddressFamily, Pinger> pingers = new EnumMap<>(AddressFamily.class);
  private @Nullable SocketDiagnosis sockets;

  /// Sends an echo request. Any thread.
  ///
  /// @return whether the reply came in time
  public boolean ping(IpAddress address, Duration patience)
      throws IOException, InterruptedException {
    try {
      return pinger(address.family()).ping(address.bytes(), patience);
    } catch (SystemCallException e) {
      throw SocketErrors.of(e);
    }
  }

  private synchronized Pinger pinger(AddressFamily family) throws SystemCallException {
    Pinger known = pingers.get(family);
    if (known != null) {
      return known;
    }
    Pinger pinger = new Pinger(family == AddressFamily.IPV4 ? Version.V4 : Version.V6);
    pinger.start();
    pingers.put(family, pinger);
    return pinger;
  }

  /// Whether a socket of this node listens there. Platform threads only.
  ///
  /// @param address null for whatever address
  public boolean listens(Protocol protocol, @Nullable IpAddress address, int port)
      throws IOException {
    try {
      return sockets().listens(protocol, address, port);
    } catch (KernelException | NetlinkError e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private synchronized SocketDiagnosis sockets() throws KernelException {
    SocketDiagnosis known = sockets;
    if (known == null) {
      known = new SocketDiagnosis();
      sockets = known;
    }
    return known;
  }

  /// Platform threads only.
  public MarkedStream connect(Target target, Duration patience) throws IOException {
    return MarkedStream.open(target, patience);
  }

  @Override
  public synchronized void close() {
    pingers.values().forEach(Pinger::close);
    pingers.clear();
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }
}
