package io.lvsfleet.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A virtual network device that a node makes: one that holds virtual IPs, or one that unwraps what
/// a director wrapped. It is up as soon as it is there.
///
/// @param local the node's own address to which wrapped packets are sent; null for a dummy. A
///   tunnel without one would be the module's fallback device (`tunl0`), which everybody shares
/// @param mtu 0 for the kernel's own choice
public record Device(Kind kind, @Nullable IpAddress local, int mtu) {

  /// The names are those of `ip link add … type`.
  public enum Kind {
    DUMMY("dummy", false, AddressFamily.IPV4),
    /// IPv4 in IPv4 (protocol 4).
    IPIP("ipip", true, AddressFamily.IPV4),
    /// IPv6 in IPv4 (protocol 41).
    SIT("sit", true, AddressFamily.IPV4),
    /// Both families in IPv6.
    IP6TNL("ip6tnl", true, AddressFamily.IPV6),
    GRE("gre", true, AddressFamily.IPV4),
    IP6GRE("ip6gre", true, AddressFamily.IPV6);

    private final String word;
    private final boolean tunnel;
    private final AddressFamily outer;

    Kind(String word, boolean tunnel, AddressFamily outer) {
      this.word = word;
      this.tunnel = tunnel;
      this.outer = outer;
    }

    /// As `IFLA_INFO_KIND` and `ip link` write it.
    public String word() {
      return word;
    }

    public boolean tunnel() {
      return tunnel;
    }
  }

  public Device {
    if (kind.tunnel != (local != null)) {
      throw new IllegalArgumentException(
          "a " + kind.word + " device has " + (kind.tunnel ? "a" : "no") + " local address");
    }
    if (local != null && local.family() != kind.outer) {
      throw new IllegalArgumentException("a " + kind.word + " device cannot start at " + local);
    }
    if (mtu != 0 && (mtu < 68 || mtu > 65_535)) {
      throw new IllegalArgumentException("an MTU is 68 to 65535, or 0, not " + mtu);
    }
  }

  /// In `ip link`'s words: `type ipip local 10.0.0.21`.
  public String describe() {
    String words = (mtu == 0 ? "" : "mtu " + mtu + " ") + "type " + kind.word;
    if (kind == Kind.IP6TNL) {
      words += " mode any";
    }
    return (local == null ? words : words + " local " + local + " remote any")
        .toLowerCase(Locale.ROOT);
  }
}
