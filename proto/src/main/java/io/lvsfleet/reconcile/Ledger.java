package io.lvsfleet.reconcile;

import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;

/// What on this host was made by this product. ip_vs entries carry no owner, so this is written to
/// disk *before* the kernel call that makes an entry: a crash in between then never turns an own
/// entry into a foreign one.
///
/// @param services own virtual services and, in each, own real servers
/// @param sysctlOriginals the value each parameter had before it was first touched
public record Ledger(
    HostIdentity host,
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services,
    SortedSet<LocalAddress> addresses,
    SortedMap<SysctlKey, String> sysctlOriginals) {

  public Ledger {
    services = Sorted.map(services);
    addresses = Sorted.set(addresses);
    sysctlOriginals = Sorted.map(sysctlOriginals);
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
        && sysctlOriginals.entrySet().containsAll(other.sysctlOriginals.entrySet());
  }

  private boolean owns(VirtualServiceKey service, SortedSet<RealServerKey> realServers) {
    SortedSet<RealServerKey> own = services.get(service);
    return own != null && own.containsAll(realServers);
  }

  public static Ledger empty(HostIdentity host) {
    return new Ledger(host, Sorted.map(), Sorted.set(), Sorted.map());
  }
}
