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
import org.jspecify.annotations.Nullable;

/// What on this host was made by this product. ip_vs entries carry no owner, so this is written to
/// disk *before* the kernel call that makes an entry: a crash in between then never turns an own
/// entry into a foreign one.
///
/// Packet rules are not in it: our tables carry our name.
///
/// @param services own virtual services and, in each, own real servers
/// @param sysctlOriginals the value each parameter had before it was first touched
/// @param timeoutsOriginal those of ip_vs before they were first touched; null while they are not
/// @param syncDaemons own ones
/// @param devices own ones, by name
/// @param routes own ones
/// @param routeOriginals of those own routes that replaced somebody else's, the one replaced
public record Ledger(
    HostIdentity host,
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services,
    SortedSet<LocalAddress> addresses,
    SortedMap<SysctlKey, String> sysctlOriginals,
    @Nullable Timeouts timeoutsOriginal,
    SortedSet<SyncDaemon.Role> syncDaemons,
    SortedSet<String> devices,
    SortedSet<DecapsulationPort> decapsulationPorts,
    SortedSet<RouteKey> routes,
    SortedMap<RouteKey, Route> routeOriginals) {

  public Ledger {
    services = Sorted.map(services);
    addresses = Sorted.set(addresses);
    sysctlOriginals = Sorted.map(sysctlOriginals);
    syncDaemons = Sorted.set(syncDaemons);
    devices = Sorted.set(devices);
    decapsulationPorts = Sorted.set(decapsulationPorts);
    routes = Sorted.set(routes);
    routeOriginals = Sorted.map(routeOriginals);
  }

  /// Of a node that touches nothing but services, addresses and parameters.
  public static Ledger of(
      HostIdentity host,
      SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services,
      SortedSet<LocalAddress> addresses,
      SortedMap<SysctlKey, String> sysctlOriginals) {
    return new Ledger(
        host,
        services,
        addresses,
        sysctlOriginals,
        null,
        Sorted.set(),
        Sorted.set(),
        Sorted.set(),
        Sorted.set(),
        Sorted.map());
  }

  /// Whether this ledger speaks of that kernel table. One of another boot or namespace is void as a
  /// whole, the originals of parameters too: a reboot has reset them.
  public boolean validFor(HostIdentity other) {
    return host.equals(other);
  }

  public boolean owns(VirtualServiceKey service) {
    return services.containsKey(service);
  }

  public boolean owns(VirtualServiceKey service, RealServerKey realServer) {
    SortedSet<RealServerKey> own = services.get(service);
    return own != null && own.contains(realServer);
  }

  /// Whether it claims all that the other one claims.
  public boolean covers(Ledger other) {
    return host.equals(other.host)
        && other.services.entrySet().stream()
            .allMatch(entry -> owns(entry.getKey(), entry.getValue()))
        && addresses.containsAll(other.addresses)
        && sysctlOriginals.entrySet().containsAll(other.sysctlOriginals.entrySet())
        && (other.timeoutsOriginal == null || other.timeoutsOriginal.equals(timeoutsOriginal))
        && syncDaemons.containsAll(other.syncDaemons)
        && devices.containsAll(other.devices)
        && decapsulationPorts.containsAll(other.decapsulationPorts)
        && routes.containsAll(other.routes)
        && routeOriginals.entrySet().containsAll(other.routeOriginals.entrySet());
  }

  private boolean owns(VirtualServiceKey service, SortedSet<RealServerKey> realServers) {
    SortedSet<RealServerKey> own = services.get(service);
    return own != null && own.containsAll(realServers);
  }

  public static Ledger empty(HostIdentity host) {
    return of(host, Sorted.map(), Sorted.set(), Sorted.map());
  }
}
