package io.lvsfleet.agent.netlink.route;

/// Names and numbers of `linux/rtnetlink.h`, `linux/if_addr.h`, `linux/if_link.h`, `linux/if.h`.
public final class RouteConstants {

  public static final int RTM_GETLINK = 18;
  public static final int RTM_NEWADDR = 20;
  public static final int RTM_DELADDR = 21;
  public static final int RTM_GETADDR = 22;

  public static final int RT_SCOPE_UNIVERSE = 0;

  public static final int IFF_UP = 0x1;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_NOARP = 0x80;

  public static final int ARPHRD_ETHER = 1;

  public static final int IFA_F_NODAD = 0x02;

  /// Who made an address (`IFA_PROTO`, Linux 5.18): 0 to 3 are the kernel's own, this is ours.
  public static final int ADDRESS_PROTOCOL = 76;

  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  static final int IFA_FLAGS = 8;
  static final int IFA_PROTO = 11;

  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;

  private RouteConstants() {}
}
