package io.lvsfleet.reconcile;

import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A ledger being rewritten.
final class LedgerDraft {

  private final HostIdentity host;
  private final TreeMap<VirtualServiceKey, TreeSet<RealServerKey>> services = new TreeMap<>();
  private final TreeSet<LocalAddress> addresses;
  private final TreeMap<SysctlKey, String> sysctlOriginals;

  LedgerDraft(Ledger from) {
    host = from.host();
    from.services().forEach((key, own) -> services.put(key, new TreeSet<>(own)));
    addresses = new TreeSet<>(from.addresses());
    sysctlOriginals = new TreeMap<>(from.sysctlOriginals());
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

  Ledger build() {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> copy = new TreeMap<>();
    services.forEach((key, own) -> copy.put(key, Sorted.set(own)));
    return new Ledger(host, copy, addresses, sysctlOriginals);
  }
}
