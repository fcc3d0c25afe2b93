package io.lvsfleet.agent.core;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddressOperation;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.NetworkOperation;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.SyncOperation;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What part of the kernel's tables to look at.
///
/// @param table the whole ip_vs table, by a dump, which may be torn
/// @param services single virtual services, each by a request of its own, which is exact
/// @param addresses all addresses of the node
public record Scope(
    boolean table,
    SortedSet<VirtualServiceKey> services,
    boolean addresses,
    SortedSet<SysctlKey> sysctls) {

  public static final Scope NOTHING = new Scope(false, Sorted.set(), false, Sorted.set());
  public static final Scope TABLE = new Scope(true, Sorted.set(), false, Sorted.set());
  public static final Scope ADDRESSES = new Scope(false, Sorted.set(), true, Sorted.set());

  public Scope {
    services = Sorted.set(services);
    sysctls = Sorted.set(sysctls);
  }

  public static Scope sysctls(Collection<SysctlKey> keys) {
    return new Scope(false, Sorted.set(), false, Sorted.set(keys));
  }

  /// All that these operations may change.
  public static Scope touchedBy(Collection<Operation> operations) {
    SortedSet<VirtualServiceKey> services = new TreeSet<>();
    SortedSet<SysctlKey> sysctls = new TreeSet<>();
    boolean addresses = false;
    for (Operation operation : operations) {
      switch (operation) {
        case IpvsOperation ipvs -> services.add(ipvs.service());
        case AddressOperation _ -> addresses = true;
        case SetSysctl set -> sysctls.add(set.key());
        case RestoreSysctl restore -> sysctls.add(restore.key());
        case SetTimeouts _, RestoreTimeouts _, SyncOperation _, NetworkOperation _ -> {}
      }
    }
    return new Scope(false, services, addresses, sysctls);
  }

  public boolean isEmpty() {
    return !table && services.isEmpty() && !addresses && sysctls.isEmpty();
  }

  public Scope and(Scope other) {
    SortedSet<VirtualServiceKey> allServices = new TreeSet<>(services);
    allServices.addAll(other.services);
    SortedSet<SysctlKey> allSysctls = new TreeSet<>(sysctls);
    allSysctls.addAll(other.sysctls);
    return new Scope(table || other.table, allServices, addresses || other.addresses, allSysctls);
  }

  public Scope without(Scope other) {
    SortedSet<VirtualServiceKey> left = new TreeSet<>(services);
    left.removeAll(other.services);
    SortedSet<SysctlKey> leftSysctls = new TreeSet<>(sysctls);
    leftSysctls.removeAll(other.sysctls);
    return new Scope(table && !other.table, left, addresses && !other.addresses, leftSysctls);
  }

  /// What was known, with the part that was looked at replaced by what was seen.
  KernelState replace(KernelState known, KernelState seen) {
    SortedMap<VirtualServiceKey, VirtualService> merged =
        new TreeMap<>(table ? seen.services() : known.services());
    merged.keySet().removeAll(services);
    merged.putAll(seen.services());
    SortedMap<SysctlKey, String> parameters = new TreeMap<>(known.sysctls());
    parameters.keySet().removeAll(sysctls);
    parameters.putAll(seen.sysctls());
    return KernelState.of(merged, addresses ? seen.addresses() : known.addresses(), parameters);
  }
}
