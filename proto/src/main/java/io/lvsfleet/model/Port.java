package io.lvsfleet.model;

/// The rule for a port number, 0 to 65535. In a virtual service 0 means "every port" and needs
/// persistence (`ip_vs_add_service` in `net/netfilter/ipvs/ip_vs_ctl.c`).
public final class Port {

  public static final int MAX = 65_535;

  private Port() {}

  /// @throws IllegalArgumentException when out of range
  public static int require(int port) {
    if (port < 0 || port > MAX) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    return port;
  }
}
