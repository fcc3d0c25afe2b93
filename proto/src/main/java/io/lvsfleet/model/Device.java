package io.lvsfleet.model;

import org.jspecify.annotations.Nullable;

/// A virtual network device that a node makes: one that holds virtual IPs, or one that unwraps what
/// a director wrapped. It is up as soon as it is there.
///
/// @param local the node's own address to which wrapped packets are sent; null for a dummy. A
///   tunnel without one would be the module's fallback device (`tunl0`), which everybody shares
/// @param mtu given as 0 it becomes what the kernel itself chooses for such a device, so that a
///   device that is observed equals the one that is wanted
/// @param up always wanted; not so when somebody set it down
public record Device(Kind kind, @Nullable IpAddress local, int mtu, boolean up) {

  /// The names are those of `ip link add … type`.
  public enum Kind {
    DUMMY("dummy", false, AddressFamily.IPV4, 1500),
    /// IPv4 in IPv4 (protocol 4).
    IPIP("ipip", true, AddressFamily.IPV4, 1480),
    /// IPv6 in IPv4 (protocol 41).
    SIT("sit", true, AddressFamily.IPV4, 1480),
    /// Both families in IPv6; eight bytes are for the encapsulation limit of RFC 2473.
    IP6TNL("ip6tnl", true, AddressFamily.IPV6, 1452),
    GRE("gre", true, AddressFamily.IPV4, 1476),
    IP6GRE("ip6gre", true, AddressFamily.IPV6, 1448);

    private final String word;
    private final boolean tunnel;
    private final AddressFamily outer;
    private final int defaultMtu;

    Kind(String word, boolean tunnel, AddressFamily outer, int defaultMtu) {
      this.word = word;
      this.tunnel = tunnel;
      this.outer = outer;
      this.defaultMtu = defaultMtu;
    }

    /// As `IFLA_INFO_KIND` and `ip link` write it.
    public String word() {
      return word;
    }

    public boolean tunnel() {
      return tunnel;
    }

    /// The family of the packets that are unwrapped, and so of the local address.
    public AddressFamily outer() {
      return outer;
    }

    /// IPv6 needs 1280 (RFC 8200 section 5); a `sit` device carries nothing else.
    int leastMtu() {
      return this == SIT ? 1280 : 68;
    }

    /// An IP packet has at most 65535 bytes, outer headers included. The kernel makes a larger
    /// value smaller without a word (`ip_tunnel_newlink`).
    int mostMtu() {
      return tunnel ? 65_455 : 65_535;
    }
  }

  /// One that is up.
  public Device(Kind kind, @Nullable IpAddress local, int mtu) {
    this(kind, local, mtu, true);
  }

  public Device {
    if (kind.tunnel != (local != null)) {
      throw new IllegalArgumentException(
          "a " + kind.word + " device has " + (kind.tunnel ? "a" : "no") + " local address");
    }
    if (local != null && local.family() != kind.outer) {
      throw new IllegalArgumentException("a " + kind.word + " device cannot start at " + local);
    }
    if (mtu == 0) {
      mtu = kind.defaultMtu;
    }
    if (mtu < kind.leastMtu() || mtu > kind.mostMtu()) {
      throw new IllegalArgumentException(
          "the MTU of a "
              + kind.word
              + " device is "
              + kind.leastMtu()
              + " to "
              + kind.mostMtu()
              + ", or 0 for the kernel's choice, not "
              + mtu);
    }
  }

  /// In `ip link`'s words: `type ipip local 10.0.0.21 remote any`.
  public String describe() {
    String words = (mtu == kind.defaultMtu ? "" : "mtu " + mtu + " ") + "type " + kind.word;
    if (kind == Kind.IP6TNL) {
      words += " mode any";
    }
    if (local != null) {
      words += " local " + local + " remote any";
    }
    return up ? words : words + " (down)";
  }
}
