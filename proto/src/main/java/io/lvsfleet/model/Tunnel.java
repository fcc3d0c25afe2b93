package io.lvsfleet.model;

/// The encapsulation towards a tunnelled real server.
///
/// @param port destination port of GUE; 0 otherwise
public record Tunnel(Type type, int port, Checksum checksum) {

  /// What ip_vs uses when nothing is said.
  public static final Tunnel IPIP = new Tunnel(Type.IPIP, 0, Checksum.NONE);

  /// Numbers are `IP_VS_CONN_F_TUNNEL_TYPE_*` of `linux/ip_vs.h`.
  public enum Type {
    IPIP,
    GUE,
    GRE
  }

  /// Numbers are `IP_VS_TUNNEL_ENCAP_FLAG_*`: NOCSUM 0, CSUM 1, REMCSUM 2.
  public enum Checksum {
    NONE,
    FULL,
    REMOTE
  }

  public Tunnel {
    Port.require(port);
    if ((type == Type.GUE) != (port != 0)) {
      throw new IllegalArgumentException("GUE needs a port and only GUE takes one");
    }
    if (checksum == Checksum.REMOTE && type != Type.GUE) {
      throw new IllegalArgumentException("remote checksum offload is for GUE only");
    }
  }
}
