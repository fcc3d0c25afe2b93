package io.lvsfleet.model;

/// What a tunnel takes from every packet, and so the longest TCP segment that fits through it.
///
/// The headers are those ip_vs puts in front (`__ip_vs_get_out_rt`, `ip_vs_gue_encap` and
/// `ip_vs_gre_encap` in net/netfilter/ipvs/ip_vs_xmit.c).
public final class TunnelOverhead {

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;

  /// `struct guehdr` of `net/gue.h`; with remote checksum offload a private field and its data
  /// (`GUE_LEN_PRIV`, `GUE_PLEN_REMCSUM`).
  private static final int GUE_HEADER = 4;

  private static final int GUE_REMOTE_CHECKSUM = 4 + 4;

  /// `gre_calc_hlen` of `net/gre.h`.
  private static final int GRE_HEADER = 4;

  private static final int GRE_CHECKSUM = 4;

  private TunnelOverhead() {}

  /// @param outer the family of the real server's address
  /// @return bytes before the packet within
  public static int bytes(Tunnel tunnel, AddressFamily outer) {
    int within =
        switch (tunnel.type()) {
          case IPIP -> 0;
          case GUE ->
              UDP_HEADER
                  + GUE_HEADER
                  + (tunnel.checksum() == Tunnel.Checksum.REMOTE ? GUE_REMOTE_CHECKSUM : 0);
          case GRE -> GRE_HEADER + (tunnel.checksum() == Tunnel.Checksum.NONE ? 0 : GRE_CHECKSUM);
        };
    return header(outer) + within;
  }

  /// The longest segment (RFC 9293 section 3.7.1: without any options) that a client may send
  /// through the tunnel.
  ///
  /// @param mtu of the path from the director to the real server
  /// @param outer the family of the real server's address
  /// @param inner the family of the virtual IP
  public static int maximumSegment(
      int mtu, Tunnel tunnel, AddressFamily outer, AddressFamily inner) {
    return mtu - bytes(tunnel, outer) - header(inner) - TCP_HEADER;
  }

  private static int header(AddressFamily family) {
    return family == AddressFamily.IPV4 ? IPV4_HEADER : IPV6_HEADER;
  }
}
