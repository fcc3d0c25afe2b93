package io.lvsfleet.agent.netlink.diag;

import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Listening sockets (`linux/inet_diag.h`). Requests and answers have the socket's identity in
/// common:
///
/// ```
/// struct inet_diag_sockid: sport, dport (network order, 2 each) | src (16) | dst (16)
///                          | interface (4) | cookie (8)
/// struct inet_diag_req_v2: family, protocol, extensions, padding (1 each) | states (4) | sockid
/// struct inet_diag_msg:    family, state, timer, retransmits (1 each) | sockid | …
/// ```
public final class ListenerCodec {

  /// `linux/netlink.h`.
  public static final int NETLINK_SOCK_DIAG = 4;

  /// `linux/sock_diag.h`.
  public static final int SOCK_DIAG_BY_FAMILY = 20;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  /// `net/tcp_states.h`. A UDP socket that is not connected is in the state "closed".
  private static final int TCP_CLOSE = 7;

  private static final int TCP_LISTEN = 10;

  private static final int REQUEST = 56;
  private static final int ANSWER_PORT = 4;
  private static final int ANSWER_SOURCE = 8;
  private static final int ANSWER = 72;

  private ListenerCodec() {}

  /// All listeners of a family and protocol.
  public static ByteBuffer request(AddressFamily family, Protocol protocol) {
    ByteBuffer request = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
    request.put((byte) (family == AddressFamily.IPV4 ? AF_INET : AF_INET6));
    request.put((byte) protocol.number()).put((byte) 0).put((byte) 0);
    request.putInt(1 << (protocol == Protocol.UDP ? TCP_CLOSE : TCP_LISTEN));
    return request.clear();
  }

  /// Whether a socket takes what is sent to this address and port. One that is bound to any IPv6
  /// address takes IPv4 as well, unless it was told not to (`IPV6_V6ONLY`), which is not asked.
  ///
  /// @param address null for whatever address
  public static boolean serves(NetlinkMessage answer, @Nullable IpAddress address, int port) {
    ByteBuffer payload = answer.payload();
    if (payload.remaining() < ANSWER) {
      return false;
    }
    int start = payload.position();
    int family = payload.get(start) & 0xff;
    int seen =
        (payload.get(start + ANSWER_PORT) & 0xff) << 8
            | payload.get(start + ANSWER_PORT + 1) & 0xff;
    if (seen != port) {
      return false;
    }
    if (address == null) {
      return true;
    }
    byte[] source = new byte[16];
    payload.get(start + ANSWER_SOURCE, source);
    if (Arrays.equals(source, new byte[16])) {
      return family == AF_INET6 || address.family() == AddressFamily.IPV4;
    }
    return address.equals(family == AF_INET ? ipv4(source, 0) : unmapped(source));
  }

  /// An IPv6 socket may be bound to an IPv4 address (RFC 4291 section 2.5.5.2).
  private static IpAddress unmapped(byte[] source) {
    boolean mapped =
        Arrays.equals(source, 0, 10, new byte[10], 0, 10)
            && source[10] == (byte) 0xff
            && source[11] == (byte) 0xff;
    return mapped ? ipv4(source, 12) : IpAddress.of(source);
  }

  private static IpAddress ipv4(byte[] source, int from) {
    return IpAddress.of(Arrays.copyOfRange(source, from, from + 4));
  }
}
