package io.lvsfleet.agent.netlink;

/// Names and numbers of `linux/netlink.h`.
public final class NetlinkConstants {

  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_SOCK_DIAG = 4;
  public static final int NETLINK_NETFILTER = 12;
  public static final int NETLINK_GENERIC = 16;

  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_OVERRUN = 4;

  public static final int NLM_F_REQUEST = 0x01;
  public static final int NLM_F_MULTI = 0x02;
  public static final int NLM_F_ACK = 0x04;
  public static final int NLM_F_DUMP_INTR = 0x10;

  /// `NLM_F_ROOT | NLM_F_MATCH`.
  public static final int NLM_F_DUMP = 0x300;

  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_CREATE = 0x400;

  /// In an error: the request is not repeated in it.
  public static final int NLM_F_CAPPED = 0x100;

  /// In an error: attributes explain it.
  public static final int NLM_F_ACK_TLVS = 0x200;

  public static final int NLA_F_NESTED = 0x8000;

  /// What is left of an attribute's type without `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
  public static final int NLA_TYPE_MASK = 0x3fff;

  public static final int NLMSGERR_ATTR_MSG = 1;
  public static final int NLMSGERR_ATTR_OFFS = 2;

  private NetlinkConstants() {}

  /// `NLMSG_ALIGN` and `NLA_ALIGN`: up to the next multiple of four.
  static int align(int length) {
    return (length + 3) & ~3;
  }
}
