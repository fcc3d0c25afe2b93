package io.lvsfleet.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where packets of a [RouteKey] go; can be replaced in place (`NLM_F_REPLACE`).
///
/// @param gateway null for what is on the link
/// @param interfaceName null where the gateway decides
/// @param source address preferred for own packets; null for the kernel's choice
public record Route(
    Type type,
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    @Nullable IpAddress source) {

  public enum Type {
    UNICAST,
    /// Delivered to this node itself (`ip route add local`).
    LOCAL
  }

  public Route {
    if (gateway == null && interfaceName == null) {
      throw new IllegalArgumentException("a route has a gateway, an interface or both");
    }
    if (interfaceName != null) {
      InterfaceName.require(interfaceName);
    }
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
    return text.substring(1);
  }

  /// What stands before the destination: `local ` or nothing.
  public String prefixWord() {
    return type == Type.UNICAST ? "" : type.name().toLowerCase(Locale.ROOT) + " ";
  }
}
