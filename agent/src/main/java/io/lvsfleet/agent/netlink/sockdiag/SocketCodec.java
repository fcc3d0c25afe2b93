package io.lvsfleet.agent.netlink.sockdiag;

import io.lvsfleet.agent.netlink.AttributeReader;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// Messages of type `SOCK_DIAG_BY_FAMILY`: `struct inet_diag_msg` and attributes. Ports and
/// addresses are in network order.
///
/// ```
///  0        1       2            4             6        8        24            40
///  +--------+-------+------------+-------------+--------+--------+-------------+------- … 72
///  | family | state | timer, …   | source port | dport  | source | destination | interface …
///  +--------+-------+------------+-------------+--------+--------+-------------+-------
/// ```
public final class SocketCodec {

  /// `SOCK_DIAG_BY_FAMILY`.
  public static final int BY_FAMILY = 20;

  /// Groups of `enum sknetlink_groups` as bits: TCP and UDP sockets of both families that end.
  public static final int GROUPS_DESTROYED = 0b1111;

  static final int FAMILY = 0;
  static final int SOURCE_PORT = 4;
  static final int DESTINATION_PORT = 6;
  private static final int SOURCE = 8;
  private static final int HEADER = 72;

  private static final int INET_DIAG_PROTOCOL = 10;

  /// `struct inet_diag_req_v2`: family, protocol, wanted attributes, padding, states as bits, and a
  /// socket's identity.
  private static final int QUESTION = 56;

  /// Of `enum` in `net/tcp_states.h`; UDP sockets that are not connected are closed ones.
  private static final int TCP_CLOSE = 7;

  private static final int TCP_LISTEN = 10;

  /// `::ffff:0:0/96` (RFC 4291 section 2.5.5.2): IPv4 on an IPv6 socket.
  private static final int MAPPED = 12;

  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private SocketCodec() {}

  /// Asks for all sockets that serve (with `NLM_F_DUMP`).
  public static ByteBuffer writeGetListeners(AddressFamily family, Protocol protocol) {
    int state = protocol == Protocol.TCP ? TCP_LISTEN : TCP_CLOSE;
    return ByteBuffer.allocate(QUESTION)
        .order(ByteOrder.nativeOrder())
        .put((byte) family.number())
        .put((byte) protocol.number())
        .putShort((short) 0)
        .putInt(1 << state)
        .rewind();
  }

  /// One of the answer.
  public static Optional<ListeningSocket> readListener(NetlinkMessage message, Protocol protocol)
      throws NetlinkError {
    message.requirePayload(HEADER);
    return listener(message, protocol);
  }

  /// The socket of a notification that one ended, if it was bound and not connected. That of a
  /// connection that was reset looks like one too (`tcp_disconnect` of net/ipv4/tcp.c): whether
  /// anybody still serves there is to be asked.
  public static Optional<ListeningSocket> readClosed(NetlinkMessage message) throws NetlinkError {
    AttributeReader in = message.attributes(HEADER);
    int number = 0;
    while (in.next()) {
      if (in.type() == INET_DIAG_PROTOCOL) {
        number = in.u8();
      }
    }
    in.end();
    Optional<Protocol> protocol = protocol(number);
    return protocol.isEmpty() ? Optional.empty() : listener(message, protocol.get());
  }

  private static Optional<ListeningSocket> listener(NetlinkMessage message, Protocol protocol)
      throws NetlinkError {
    ByteBuffer header = message.payload().order(ByteOrder.BIG_ENDIAN);
    int port = Short.toUnsignedInt(header.getShort(SOURCE_PORT));
    return port == 0 || header.getShort(DESTINATION_PORT) != 0
        ? Optional.empty()
        : Optional.of(new ListeningSocket(protocol, address(header), port));
  }

  private static Optional<Protocol> protocol(int number) {
    return Arrays.stream(Protocol.values())
        .filter(protocol -> protocol.number() == number)
        .findFirst();
  }

  private static IpAddress address(ByteBuffer header) throws NetlinkError {
    int family = Byte.toUnsignedInt(header.get(FAMILY));
    byte[] bytes = new byte[AddressFamily.IPV6.bits() / 8];
    header.get(SOURCE, bytes);
    if (family == AddressFamily.IPV4.number()) {
      return IpAddress.of(Arrays.copyOf(bytes, AddressFamily.IPV4.bits() / 8));
    }
    if (family != AddressFamily.IPV6.number()) {
      throw NetlinkError.unrepresentable("address family " + family);
    }
    return Arrays.equals(bytes, 0, MAPPED, MAPPED_PREFIX, 0, MAPPED)
        ? IpAddress.of(Arrays.copyOfRange(bytes, MAPPED, bytes.length))
        : IpAddress.of(bytes);
  }
}
