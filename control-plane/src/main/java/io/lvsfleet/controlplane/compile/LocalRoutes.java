package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.util.Set;
import java.util.SortedMap;

/// `ip route add local RANGE dev lo`: a node takes packets to addresses that it does not have one
/// by one.
final class LocalRoutes {

  private static final Route TO_ITSELF = new Route(Route.Type.LOCAL, null, "lo", null);

  private LocalRoutes() {}

  /// @param held addresses the node has anyhow: the kernel has made their routes itself
  static void add(SortedMap<RouteKey, Route> routes, AddressRange range, Set<IpAddress> held) {
    for (Prefix prefix : range.prefixes()) {
      boolean single = prefix.length() == prefix.family().bits();
      if (!single || !held.contains(prefix.address())) {
        routes.put(new RouteKey(RouteKey.LOCAL, prefix, metric(prefix.family())), TO_ITSELF);
      }
    }
  }

  /// What the kernel gives a route for which none is said (`IP6_RT_PRIO_USER`).
  static long metric(AddressFamily family) {
    return family == AddressFamily.IPV4 ? 0 : 1024;
  }
}
