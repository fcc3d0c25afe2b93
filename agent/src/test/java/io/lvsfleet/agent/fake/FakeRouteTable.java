package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Routes as `net/ipv4/fib_frontend.c` and `net/ipv6/route.c` keep them: they need an interface
/// that is up and a gateway that is on a link, and leave with the interface or address they rest
/// on.
///
/// Gateways are on the networks of the node's addresses and on the routes without a gateway.
public final class FakeRouteTable implements RouteTable {

  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10");

  private final Faults faults;
  private final FakeAddressTable addresses;
  private final SortedMap<RouteKey, Route> routes = new TreeMap<>();

  /// The interfaces that have an IPv4 address: who loses the last one loses its IPv4 routes.
  private SortedSet<String> addressed = new TreeSet<>();

  public FakeRouteTable(Faults faults, FakeAddressTable addresses) {
    this.faults = faults;
    this.addresses = addresses;
    addresses.whenChanged(this::settle);
    settle();
  }

  /// Somebody else made a route: one with something saved, unless it is a test of drift.
  public void put(Map<RouteKey, Route> foreign) {
    routes.putAll(foreign);
  }

  /// Somebody else removed a route.
  public void drop(RouteKey key) {
    routes.remove(key);
  }

  public void clear() {
    routes.clear();
  }

  /// All there are, whoever asks for which.
  public SortedMap<RouteKey, Route> all() {
    return Sorted.map(routes);
  }

  @Override
  public SortedMap<RouteKey, Route> routes(SortedSet<RouteKey> keys) {
    SortedMap<RouteKey, Route> found = new TreeMap<>(routes);
    found
        .keySet()
        .removeIf(key ->
            !keys.contains(key)
                && !(key.table() == RouteKey.MAIN && key.destination().length() == 0));
    return Sorted.map(found);
  }

  @Override
  public void put(RouteKey key, Route route) throws KernelException {
    Operation operation = new PutRoute(key, route);
    faults.check(operation);
    if (!route.ours()) {
      throw new IllegalArgumentException("only routes of our own are put: " + route);
    }
    make(operation, key, route);
  }

  @Override
  public void restore(RouteKey key, Route original) throws KernelException {
    Operation operation = new RestoreRoute(key, original);
    faults.check(operation);
    if (original.ours()) {
      throw new IllegalArgumentException("only routes of others are restored: " + original);
    }
    make(operation, key, original);
  }

  private void make(Operation operation, RouteKey key, Route route) throws KernelException {
    String errno = errnoOf(key, route);
    if (errno != null) {
      throw new KernelException(operation.describe(), errno, "");
    }
    routes.put(
        key,
        new Route(
            route.type(), route.gateway(), interfaceOf(route), route.source(), route.saved()));
    faults.record(operation);
  }

  private @Nullable String errnoOf(RouteKey key, Route route) {
    String name = route.interfaceName();
    if (name != null && !addresses.hasInterface(name)) {
      return "ENODEV";
    }
    IpAddress gateway = route.gateway();
    boolean v4 = key.destination().family() == AddressFamily.IPV4;
    if (gateway != null && linksTo(gateway).noneMatch(link -> name == null || link.equals(name))) {
      return v4 ? "ENETUNREACH" : "EHOSTUNREACH";
    }
    if (name != null && !addresses.isUp(name)) {
      return "ENETDOWN";
    }
    IpAddress source = route.source();
    return source != null && !held(source) ? "EINVAL" : null;
  }

  private @Nullable String interfaceOf(Route route) {
    IpAddress gateway = route.gateway();
    if (route.interfaceName() != null || gateway == null) {
      return route.interfaceName();
    }
    return linksTo(gateway).findFirst().orElseThrow();
  }

  /// The interfaces that are up on whose link the address is.
  private Stream<String> linksTo(IpAddress gateway) {
    Stream<String> byAddress =
        addresses.dump().stream()
            .filter(one -> Prefix.of(one.address(), one.prefixLength()).contains(gateway))
            .map(LocalAddress::interfaceName);
    Stream<String> byRoute =
        routes.entrySet().stream()
            .filter(one -> one.getValue().gateway() == null)
            .filter(one -> one.getKey().destination().contains(gateway))
            .flatMap(one -> Optional.ofNullable(one.getValue().interfaceName()).stream());
    Stream<String> byLinkLocal =
        LINK_LOCAL.contains(gateway) ? addresses.interfaces().stream() : Stream.of();
    return Stream.of(byAddress, byRoute, byLinkLocal)
        .flatMap(links -> links)
        .filter(addresses::isUp);
  }

  private boolean held(IpAddress address) {
    return addresses.dump().stream().anyMatch(one -> one.address().equals(address));
  }

  @Override
  public void remove(RouteKey key) throws KernelException {
    Operation operation = new RemoveRoute(key);
    faults.check(operation);
    Route found = routes.get(key);
    if (found == null || !found.ours()) {
      throw new KernelException(operation.describe(), "ESRCH", "");
    }
    routes.remove(key);
    faults.record(operation);
  }

  private void settle() {
    SortedSet<String> disabled = addressed;
    addressed = new TreeSet<>();
    for (LocalAddress address : addresses.dump()) {
      if (address.address().family() == AddressFamily.IPV4) {
        addressed.add(address.interfaceName());
      }
    }
    disabled.removeAll(addressed);
    routes.entrySet().removeIf(entry -> leaves(entry.getKey(), entry.getValue(), disabled));
    routes.replaceAll((_, route) ->
        route.source() == null || held(route.source())
            ? route
            : new Route(route.type(), route.gateway(), route.interfaceName(), null, route.saved()));
  }

  private boolean leaves(RouteKey key, Route route, SortedSet<String> disabled) {
    String name = route.interfaceName();
    boolean v4 = key.destination().family() == AddressFamily.IPV4;
    boolean unsupported =
        name != null && (!addresses.isUp(name) || (v4 && disabled.contains(name)));
    return unsupported || (v4 && route.source() != null && !held(route.source()));
  }
}
