package io.lvsfleet.model;

/// How a packet gets from the director to the real server. Numbers are `IP_VS_CONN_F_*` of
/// `linux/ip_vs.h`, options are `ipvsadm`'s.
public enum ForwardingMethod {
  /// NAT: the director rewrites addresses both ways; answers must pass through it.
  MASQUERADING(0, "-m"),
  /// The kernel's own mark for a real server that is the director itself.
  LOCAL(1, "-g"),
  /// TUN: the packet travels inside another one; the real server holds the VIP.
  TUNNELING(2, "-i"),
  /// DR: only the link-layer address changes; the real server holds the VIP on the same network.
  DIRECT_ROUTING(3, "-g");

  private final int number;
  private final String option;

  ForwardingMethod(int number, String option) {
    this.number = number;
    this.option = option;
  }

  public int number() {
    return number;
  }

  public String option() {
    return option;
  }

  /// DR and TUN deliver the packet as it came, so the port cannot change.
  public boolean keepsPort() {
    return this == DIRECT_ROUTING || this == TUNNELING;
  }
}
