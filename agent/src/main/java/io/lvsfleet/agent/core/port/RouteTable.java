package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.util.SortedMap;
import java.util.SortedSet;

/// The routes of one network namespace.
///
/// Routes leave by themselves, without being removed: all of an interface that goes down or is
/// removed; all IPv4 ones of an interface that loses its last IPv4 address; an IPv4 one whose
/// preferred source leaves the node (an IPv6 one loses the preference).
public interface RouteTable {

  /// The routes of these keys and every default route of the main table. Of several with one key it
  /// is ours, or else the first.
  SortedMap<RouteKey, Route> routes(SortedSet<RouteKey> keys) throws KernelException;

  /// Makes the route, marked as ours (`rtm_protocol`), or replaces the first one of that key.
  ///
  /// @throws KernelException `ENODEV` without its interface, `ENETDOWN` when that is down;
  ///   `ENETUNREACH` (IPv4) or `EHOSTUNREACH` (IPv6) when the gateway is on no link; `EINVAL` when
  ///   the preferred source is no address of this node
  void put(RouteKey key, Route route) throws KernelException;

  /// Puts back what somebody else had made, in the place of ours, exactly as it was: with its
  /// metrics, its maker and all. A route that expires (it came by router advertisement) comes back
  /// until the next advertisement makes it anew.
  ///
  /// @throws KernelException as [#put]
  void restore(RouteKey key, Route original) throws KernelException;

  /// Removes our route of that key; one of somebody else stays.
  ///
  /// @throws KernelException `ESRCH` when there is none of ours
  void remove(RouteKey key) throws KernelException;
}
