package io.lvsfleet.agent.netlink.route;

/// Names and numbers of `linux/rtnetlink.h`, `linux/if_addr.h`, `linux/if_link.h`, `linux/if.h`.
public final class RouteConstants {

  public static final int RTM_NEWLINK = 16;
  public static final int RTM_DELLINK = 17;
  public static final int RTM_GETLINK = 18;
  public static final int RTM_NEWADDR = 20;
  public static final int RTM_DELADDR = 21;
  public static final int RTM_GETADDR = 22;
  public static final int RTM_NEWROUTE = 24;
  public static final int RTM_DELROUTE = 25;
  public static final int RTM_GETROUTE = 26;

  /// Groups of notifications, as bits of `nl_groups`: `RTNLGRP_*` minus one.
  public static final int GROUP_LINK = 1;

  public static final int GROUP_IPV4_IFADDR = 1 << 4;
  public static final int GROUP_IPV4_ROUTE = 1 << 6;
  public static final int GROUP_IPV6_IFADDR = 1 << 8;
  public static final int GROUP_IPV6_ROUTE = 1 << 10;

  public static final int RT_SCOPE_UNIVERSE = 0;
  public static final int RT_SCOPE_LINK = 253;
  static final int RT_SCOPE_HOST = 254;

  /// In a removal: any.
  static final int RT_SCOPE_NOWHERE = 255;

  static final int RTN_UNICAST = 1;
  static final int RTN_LOCAL = 2;
  static final int RTN_BLACKHOLE = 6;
  static final int RTN_UNREACHABLE = 7;
  static final int RTN_PROHIBIT = 8;
  static final int RTN_THROW = 9;

  /// Copied for one destination from a route with a prefix.
  static final int RTM_F_CLONED = 0x200;

  static final int RTNH_F_PERVASIVE = 2;
  static final int RTNH_F_ONLINK = 4;

  public static final int IFF_UP = 0x1;
  public static final int IFF_LOOPBACK = 0x8;
  public static final int IFF_RUNNING = 0x40;
  public static final int IFF_NOARP = 0x80;

  public static final int ARPHRD_ETHER = 1;

  public static final int IFA_F_SECONDARY = 0x01;
  public static final int IFA_F_NODAD = 0x02;
  public static final int IFA_F_DADFAILED = 0x08;
  public static final int IFA_F_DEPRECATED = 0x20;
  public static final int IFA_F_TENTATIVE = 0x40;

  /// Our mark on addresses (`IFA_PROTO`, Linux 5.18) and routes (`rtm_protocol`): who made them.
  /// Not among those of `linux/if_addr.h`, `linux/rtnetlink.h` and iproute2's `rt_protos`.
  public static final int OWN_PROTOCOL = 76;

  /// The same of addresses that follow VRRP: only its thread adds, renews and removes them.
  public static final int VRRP_PROTOCOL = 77;

  static final int IFA_ADDRESS = 1;
  static final int IFA_LOCAL = 2;
  static final int IFA_CACHEINFO = 6;
  static final int IFA_FLAGS = 8;
  static final int IFA_PROTO = 11;

  static final int IFLA_ADDRESS = 1;
  static final int IFLA_IFNAME = 3;
  static final int IFLA_MTU = 4;
  static final int IFLA_LINKINFO = 18;
  static final int IFLA_EXT_MASK = 29;
  static final int RTEXT_FILTER_SKIP_STATS = 8;
  static final int IFLA_INFO_KIND = 1;
  static final int IFLA_INFO_DATA = 2;

  static final int RTA_DST = 1;
  static final int RTA_OIF = 4;
  static final int RTA_GATEWAY = 5;
  static final int RTA_PRIORITY = 6;
  static final int RTA_PREFSRC = 7;
  static final int RTA_MULTIPATH = 9;
  static final int RTA_CACHEINFO = 12;
  static final int RTA_TABLE = 15;
  static final int RTA_VIA = 18;
  static final int RTA_NEWDST = 19;
  static final int RTA_ENCAP_TYPE = 21;
  static final int RTA_ENCAP = 22;
  static final int RTA_EXPIRES = 23;
  static final int RTA_NH_ID = 30;

  private RouteConstants() {}
}
