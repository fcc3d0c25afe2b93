package io.lvsfleet.agent.netlink.route;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import org.jspecify.annotations.Nullable;

/// A route as one message of a dump tells it.
///
/// @param interfaceIndex see [Link#index]; 0 when there is none
/// @param saved what makes it again, as hexadecimal text; empty when it carries our mark
public record RouteRow(
    RouteKey key,
    Route.Type type,
    @Nullable IpAddress gateway,
    int interfaceIndex,
    @Nullable IpAddress source,
    String saved) {

  /// @param interfaceName of the index; null when there is none any more
  public Route route(@Nullable String interfaceName) {
    return new Route(type, gateway, interfaceName, source, saved);
  }
}
