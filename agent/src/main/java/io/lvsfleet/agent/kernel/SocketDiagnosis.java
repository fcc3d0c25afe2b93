package io.lvsfleet.agent.kernel;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.diag.ListenerCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the kernel which sockets listen (sock_diag(7)). It walks its listeners only, however many
/// connections there are. Platform threads only.
final class SocketDiagnosis implements AutoCloseable {

  private final NetlinkConnection connection;

  SocketDiagnosis() throws KernelException {
    connection = new NetlinkConnection(ListenerCodec.NETLINK_SOCK_DIAG);
  }

  /// @param address null for whatever address
  boolean listens(Protocol protocol, @Nullable IpAddress address, int port)
      throws KernelException, NetlinkError {
    for (AddressFamily family : AddressFamily.values()) {
      List<NetlinkMessage> sockets =
          connection.dump(
              "listeners",
              ListenerCodec.SOCK_DIAG_BY_FAMILY,
              ListenerCodec.request(family, protocol),
              message -> ListenerCodec.serves(message, address, port));
      if (!sockets.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    connection.close();
  }
}
