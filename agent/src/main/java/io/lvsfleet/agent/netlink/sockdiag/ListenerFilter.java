package io.lvsfleet.agent.netlink.sockdiag;

import io.lvsfleet.agent.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Which notifications of ended sockets the kernel need not even deliver: those of connections. A
/// busy web server has thousands a second; a listener, or an unconnected UDP socket, has a port of
/// its own and none of a peer. So has what is left of a connection that was reset, alas.
public final class ListenerFilter {

  /// `BPF_LD | BPF_H | BPF_ABS`: two bytes in network order, as the message has them.
  private static final int LOAD_SHORT = 0x28;

  /// `BPF_JMP | BPF_JEQ | BPF_K`.
  private static final int IF_EQUAL = 0x15;

  /// `BPF_RET | BPF_K`.
  private static final int RETURN = 0x06;

  /// In `struct nlmsghdr`.
  private static final int TYPE = 4;

  private static final int DROP = 0;
  private static final int ACCEPT = -1;

  private ListenerFilter() {}

  /// A program of `struct sock_filter` (code, jump if true, jump if false, operand). Errors pass.
  public static ByteBuffer program() {
    ByteBuffer out = ByteBuffer.allocate(8 * 8).order(ByteOrder.nativeOrder());
    put(out, LOAD_SHORT, 0, 0, TYPE);
    put(out, IF_EQUAL, 0, 4, networkOrder(SocketCodec.BY_FAMILY));
    put(out, LOAD_SHORT, 0, 0, NetlinkMessage.HEADER + SocketCodec.SOURCE_PORT);
    put(out, IF_EQUAL, 3, 0, 0);
    put(out, LOAD_SHORT, 0, 0, NetlinkMessage.HEADER + SocketCodec.DESTINATION_PORT);
    put(out, IF_EQUAL, 0, 1, 0);
    put(out, RETURN, 0, 0, ACCEPT);
    put(out, RETURN, 0, 0, DROP);
    return out.flip();
  }

  private static void put(ByteBuffer out, int code, int ifTrue, int ifFalse, int operand) {
    out.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
  }

  private static int networkOrder(int value) {
    short number = (short) value;
    return Short.toUnsignedInt(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes(number) : number);
  }
}
