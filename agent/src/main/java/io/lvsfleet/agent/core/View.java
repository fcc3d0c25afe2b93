package io.lvsfleet.agent.core;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Facet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the agent knows of its kernel.
///
/// @param known by all looks so far
/// @param asked what was looked at at least once: what is not in `known` of it does not exist, what
///   is not in it has just not been seen
/// @param exact the part that may be acted on: looked at by itself and not acted on since
record View(KernelState known, Scope asked, Scope exact) {

  static final View BLANK = new View(KernelState.EMPTY, Scope.NOTHING, Scope.NOTHING);

  /// A dump may be torn: it is nothing to act on, and what was exact before it no longer is.
  View seen(Scope scope, KernelState seen) {
    Scope before = scope.table() ? exact.without(Set.of(Facet.SERVICES)) : exact;
    Scope after = before.and(scope.without(Scope.TABLE));
    return new View(replace(scope, seen), asked.and(scope), after);
  }

  /// Time has passed or something was done: look again before acting.
  View stale() {
    return new View(known, asked, Scope.NOTHING);
  }

  /// What was known, with the part that was looked at replaced by what was seen.
  private KernelState replace(Scope scope, KernelState seen) {
    Network had = known.network();
    Network has = seen.network();
    return new KernelState(
        Scope.merged(scope.table(), scope.services(), known.services(), seen.services()),
        scope.has(Facet.ADDRESSES) ? seen.addresses() : known.addresses(),
        sysctls(scope, seen.sysctls()),
        scope.has(Facet.SETTINGS) ? seen.settings() : known.settings(),
        new Network(
            Scope.merged(false, scope.devices(), had.devices(), has.devices()),
            scope.has(Facet.DECAPSULATION_PORTS)
                ? has.decapsulationPorts()
                : had.decapsulationPorts(),
            routes(scope, had.routes(), has.routes()),
            scope.has(Facet.PACKET_RULES) ? has.packetRules() : had.packetRules()));
  }

  /// With some parameters come those of whatever interfaces there are.
  private SortedMap<SysctlKey, String> sysctls(Scope scope, SortedMap<SysctlKey, String> seen) {
    SortedMap<SysctlKey, String> left = new TreeMap<>(known.sysctls());
    left.keySet()
        .removeIf(key ->
            InterfaceParameters.cameWith(scope.sysctls(), key) && !asked.sysctls().contains(key));
    return Scope.merged(false, scope.sysctls(), left, seen);
  }

  /// Whatever route is asked for, the default ones come with it.
  private static SortedMap<RouteKey, Route> routes(
      Scope scope, SortedMap<RouteKey, Route> known, SortedMap<RouteKey, Route> seen) {
    if (!scope.has(Facet.ROUTES)) {
      return known;
    }
    SortedMap<RouteKey, Route> left = new TreeMap<>(known);
    left.keySet().removeIf(key -> key.table() == RouteKey.MAIN && key.destination().length() == 0);
    return Scope.merged(false, scope.routes(), left, seen);
  }
}
