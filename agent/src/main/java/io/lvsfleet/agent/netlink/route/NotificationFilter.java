package io.lvsfleet.agent.netlink.route;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REPLACE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.OWN_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWROUTE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Which route notifications the kernel need not even deliver. A router with a full BGP table has
/// thousands a second; of those only default routes matter here, routes of ours, and what might
/// have taken the place of one of ours.
public final class NotificationFilter {

  /// `BPF_LD | BPF_H | BPF_ABS`: two bytes, as if they were in network order.
  private static final int LOAD_SHORT = 0x28;

  /// `BPF_LD | BPF_B | BPF_ABS`.
  private static final int LOAD_BYTE = 0x30;

  /// `BPF_JMP | BPF_JEQ | BPF_K`.
  private static final int IF_EQUAL = 0x15;

  /// `BPF_JMP | BPF_JSET | BPF_K`.
  private static final int IF_ANY_BIT = 0x45;

  /// `BPF_RET | BPF_K`.
  private static final int RETURN = 0x06;

  /// Offsets in `struct nlmsghdr` and the `struct rtmsg` behind it.
  private static final int NLMSG_TYPE = 4;

  private static final int NLMSG_FLAGS = 6;
  private static final int RTM_DST_LEN = 17;
  private static final int RTM_PROTOCOL = 21;

  private static final int DROP = 0;
  private static final int ACCEPT = -1;

  private NotificationFilter() {}

  /// A program of `struct sock_filter` (code, jump if true, jump if false, operand).
  public static ByteBuffer program() {
    ByteBuffer out = ByteBuffer.allocate(10 * 8).order(ByteOrder.nativeOrder());
    put(out, LOAD_SHORT, 0, 0, NLMSG_TYPE);
    put(out, IF_EQUAL, 1, 0, networkOrder(RTM_NEWROUTE));
    put(out, IF_EQUAL, 0, 6, networkOrder(RTM_DELROUTE));
    put(out, LOAD_BYTE, 0, 0, RTM_DST_LEN);
    put(out, IF_EQUAL, 4, 0, 0);
    put(out, LOAD_BYTE, 0, 0, RTM_PROTOCOL);
    put(out, IF_EQUAL, 2, 0, OWN_PROTOCOL);
    put(out, LOAD_SHORT, 0, 0, NLMSG_FLAGS);
    put(out, IF_ANY_BIT, 0, 1, networkOrder(NLM_F_REPLACE));
    return finish(out);
  }

  /// Accepts messages of one type.
  public static ByteBuffer only(int type) {
    ByteBuffer out = ByteBuffer.allocate(2 * 8).order(ByteOrder.nativeOrder());
    put(out, LOAD_SHORT, 0, 0, NLMSG_TYPE);
    put(out, IF_EQUAL, 0, 1, networkOrder(type));
    return finish(out);
  }

  private static ByteBuffer finish(ByteBuffer program) {
    ByteBuffer out =
        ByteBuffer.allocate(program.position() + 16)
            .order(ByteOrder.nativeOrder())
            .put(program.flip());
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
