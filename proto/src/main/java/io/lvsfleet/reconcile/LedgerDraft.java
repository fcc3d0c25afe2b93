package io.lvsfleet.reconcile;

import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A ledger being rewritten.
final class LedgerDraft {

  private final HostIdentity host;
  private final TreeMap<VirtualServiceKey, TreeSet<RealServerKey>> services = new TreeMap<>();
  private final TreeSet<LocalAddress> addresses;
  private final TreeMap<SysctlKey, String> sysctlOriginals;
  private @Nullable Timeouts timeoutsOriginal;
  private final TreeSet<SyncDaemon.Role> syncDaemons;
  private final TreeSet<String> devices;
  private final TreeSet<DecapsulationPort> decapsulationPorts;
  private final TreeSet<RouteKey> routes;
  private final TreeMap<RouteKey, Route> routeOriginals;

  LedgerDraft(Ledger from) {
    host = from.host();
    from.services().forEach((key, own) -> services.put(key, new TreeSet<>(own)));
    addresses = new TreeSet<>(from.addresses());
    sysctlOriginals = new TreeMap<>(from.sysctlOriginals());
    timeoutsOriginal = from.timeoutsOriginal();
    syncDaemons = new TreeSet<>(from.syncDaemons());
    devices = new TreeSet<>(from.devices());
    decapsulationPorts = new TreeSet<>(from.decapsulationPorts());
    routes = new TreeSet<>(from.routes());
    routeOriginals = new TreeMap<>(from.routeOriginals());
  }

  void claim(VirtualServiceKey service) {
    services.computeIfAbsent(service, _ -> new TreeSet<>());
  }

  void claim(VirtualServiceKey service, RealServerKey realServer) {
    services.computeIfAbsent(service, _ -> new TreeSet<>()).add(realServer);
  }

  void claim(LocalAddress address) {
    addresses.add(address);
  }

  /// Remembers the value a parameter had before it was first touched; later values are ours.
  void remember(SysctlKey key, String original) {
    sysctlOriginals.putIfAbsent(key, original);
  }

  /// With the real servers in it: they cannot outlive their service.
  void drop(VirtualServiceKey service) {
    services.remove(service);
  }

  void drop(VirtualServiceKey service, RealServerKey realServer) {
    TreeSet<RealServerKey> own = services.get(service);
    if (own != null) {
      own.remove(realServer);
    }
  }

  void drop(LocalAddress address) {
    addresses.remove(address);
  }

  void forget(SysctlKey key) {
    sysctlOriginals.remove(key);
  }

  /// Remembers what ip_vs had before it was first touched.
  void remember(Timeouts original) {
    if (timeoutsOriginal == null) {
      timeoutsOriginal = original;
    }
  }

  void forgetTimeouts() {
    timeoutsOriginal = null;
  }

  void claim(SyncDaemon.Role role) {
    syncDaemons.add(role);
  }

  void drop(SyncDaemon.Role role) {
    syncDaemons.remove(role);
  }

  void claimDevice(String name) {
    devices.add(name);
  }

  void dropDevice(String name) {
    devices.remove(name);
  }

  void claim(DecapsulationPort port) {
    decapsulationPorts.add(port);
  }

  void drop(DecapsulationPort port) {
    decapsulationPorts.remove(port);
  }

  /// @param replaced somebody else's route of that key; null when there is none
  void claim(RouteKey route, @Nullable Route replaced) {
    if (routes.add(route) && replaced != null) {
      routeOriginals.put(route, replaced);
    }
  }

  void drop(RouteKey route) {
    routes.remove(route);
    routeOriginals.remove(route);
  }

  Ledger build() {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> copy = new TreeMap<>();
    services.forEach((key, own) -> copy.put(key, Sorted.set(own)));
    return new Ledger(
        host,
        copy,
        addresses,
        sysctlOriginals,
        timeoutsOriginal,
        syncDaemons,
        devices,
        decapsulationPorts,
        routes,
        routeOriginals);
  }
}
