package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_SOCK_DIAG;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.sockdiag.SocketCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Protocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the kernel which sockets listen (sock_diag(7)). It walks its listeners only, however many
/// connections there are. Platform threads only.
final class SocketDiagnosis implements AutoCloseable {

  private final NetlinkConnection connection;

  SocketDiagnosis() throws KernelException {
    connection = new NetlinkConnection(NETLINK_SOCK_DIAG);
  }

  /// @param address null for whatever address
  boolean listens(Protocol protocol, @Nullable IpAddress address, int port)
      throws KernelException, NetlinkError {
    for (AddressFamily family : AddressFamily.values()) {
      for (NetlinkMessage message :
          connection.dump(
              "listeners",
              SocketCodec.BY_FAMILY,
              SocketCodec.writeGetListeners(family, protocol))) {
        Optional<ListeningSocket> socket = SocketCodec.readListener(message, protocol);
        if (socket.isPresent() && serves(socket.get(), address, port)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean serves(ListeningSocket socket, @Nullable IpAddress address, int port) {
    return address == null ? socket.port() == port : socket.takes(address, port);
  }

  @Override
  public void close() {
    connection.close();
  }
}
