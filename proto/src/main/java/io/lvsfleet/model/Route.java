package io.lvsfleet.model;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where packets of a [RouteKey] go; can be replaced in place (`NLM_F_REPLACE`).
///
/// @param gateway null for what is on the link
/// @param interfaceName null where the gateway decides; one that is observed always has it
/// @param source address preferred for own packets; null for the kernel's choice
/// @param saved empty for a route that is wanted or carries our mark. For somebody else's: all that
///   it takes to make it again exactly as it is, as hexadecimal text (what `ip route save` writes)
public record Route(
    Type type,
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    @Nullable IpAddress source,
    String saved) {

  public enum Type {
    UNICAST,
    /// Delivered to this node itself (`ip route add local`).
    LOCAL,
    /// Somebody else's that cannot be said otherwise than by what is saved of it: several next
    /// hops, an encapsulation, `blackhole`.
    OTHER
  }

  public Route {
    if (type == Type.OTHER ? saved.isEmpty() : gateway == null && interfaceName == null) {
      throw new IllegalArgumentException("a route has a gateway, an interface or both");
    }
    if (type == Type.LOCAL && gateway != null) {
      throw new IllegalArgumentException("what is local has no gateway");
    }
    if (interfaceName != null) {
      InterfaceName.require(interfaceName);
    }
  }

  /// One of ours.
  public Route(
      Type type,
      @Nullable IpAddress gateway,
      @Nullable String interfaceName,
      @Nullable IpAddress source) {
    this(type, gateway, interfaceName, source, "");
  }

  /// Whether it carries our mark (`rtm_protocol`).
  public boolean ours() {
    return saved.isEmpty();
  }

  /// Whether this one, as observed, does what is wanted, whoever made it.
  public boolean fulfils(Route wanted) {
    return type == wanted.type
        && Objects.equals(gateway, wanted.gateway)
        && Objects.equals(source, wanted.source)
        && (wanted.interfaceName == null || wanted.interfaceName.equals(interfaceName));
  }

  /// In `ip route`'s words, without the destination: `via 10.0.0.1 dev eth0`.
  public String describe() {
    StringBuilder text = new StringBuilder();
    if (gateway != null) {
      text.append(" via ").append(gateway);
    }
    if (interfaceName != null) {
      text.append(" dev ").append(interfaceName);
    }
    if (source != null) {
      text.append(" src ").append(source);
    }
    if (type == Type.OTHER) {
      text.append(" (of another kind)");
    }
    return text.substring(1);
  }

  /// What stands before the destination: `local ` or nothing.
  public String prefixWord() {
    return type == Type.LOCAL ? type.name().toLowerCase(Locale.ROOT) + " " : "";
  }
}
