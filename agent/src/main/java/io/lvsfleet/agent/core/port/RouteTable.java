package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.util.SortedMap;
import java.util.SortedSet;

/// The routes of one network namespace.
public interface RouteTable {

  /// The routes of these keys and every default route of the main table. A route that cannot be
  /// said as a [Route] (several next hops, an encapsulation, `blackhole`) is left out.
  SortedMap<RouteKey, Route> routes(SortedSet<RouteKey> keys) throws KernelException;

  /// Makes the route, marked as ours (`rtm_protocol`), or replaces the one of that key.
  ///
  /// @throws KernelException `ENETUNREACH` when its gateway is on no link, `ENODEV` without its
  ///   interface
  void put(RouteKey key, Route route) throws KernelException;

  /// Puts back what somebody else had made; not marked as ours.
  void restore(RouteKey key, Route original) throws KernelException;

  /// @throws KernelException `ESRCH` when it is not there
  void remove(RouteKey key) throws KernelException;
}
