package io.lvsfleet.agent.core;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What part of the kernel's tables to look at.
///
/// @param whole looked at as a whole: the ip_vs table by a dump, which may be torn; routes: the
///   default ones; devices and parameters are always looked at by name
/// @param services single virtual services, each by a request of its own, which is exact
/// @param devices by name
public record Scope(
    SortedSet<Facet> whole,
    SortedSet<VirtualServiceKey> services,
    SortedSet<SysctlKey> sysctls,
    SortedSet<String> devices,
    SortedSet<RouteKey> routes) {

  public static final Scope NOTHING = of(Set.of());
  public static final Scope TABLE = of(Set.of(Facet.SERVICES));
  public static final Scope ADDRESSES = of(Set.of(Facet.ADDRESSES));

  public Scope {
    whole = Sorted.set(whole);
    services = Sorted.set(services);
    sysctls = Sorted.set(sysctls);
    devices = Sorted.set(devices);
    routes = Sorted.set(routes);
  }

  public static Scope of(Collection<Facet> whole) {
    return new Scope(Sorted.set(whole), Sorted.set(), Sorted.set(), Sorted.set(), Sorted.set());
  }

  public static Scope services(Collection<VirtualServiceKey> keys) {
    return new Scope(Sorted.set(), Sorted.set(keys), Sorted.set(), Sorted.set(), Sorted.set());
  }

  public static Scope sysctls(Collection<SysctlKey> keys) {
    return new Scope(Sorted.set(), Sorted.set(), Sorted.set(keys), Sorted.set(), Sorted.set());
  }

  public static Scope devices(Collection<String> names) {
    return new Scope(Sorted.set(), Sorted.set(), Sorted.set(), Sorted.set(names), Sorted.set());
  }

  public static Scope routes(Collection<RouteKey> keys) {
    return new Scope(Sorted.set(), Sorted.set(), Sorted.set(), Sorted.set(), Sorted.set(keys));
  }

  /// All that these operations may change.
  public static Scope touchedBy(Collection<Operation> operations) {
    SortedSet<Facet> whole = new TreeSet<>();
    SortedSet<VirtualServiceKey> services = new TreeSet<>();
    SortedSet<SysctlKey> sysctls = new TreeSet<>();
    SortedSet<String> devices = new TreeSet<>();
    SortedSet<RouteKey> routes = new TreeSet<>();
    for (Operation operation : operations) {
      switch (operation) {
        case IpvsOperation ipvs -> services.add(ipvs.service());
        case AnnounceAddress _ -> {}
        case SetSysctl set -> sysctls.add(set.key());
        case RestoreSysctl restore -> sysctls.add(restore.key());
        // What is on a device goes with it.
        case AddDevice add -> {
          devices.add(add.name());
          whole.add(Facet.ADDRESSES);
        }
        case RemoveDevice remove -> {
          devices.add(remove.name());
          whole.add(Facet.ADDRESSES);
        }
        case PutRoute put -> routes.add(put.key());
        case RemoveRoute remove -> routes.add(remove.key());
        case RestoreRoute restore -> routes.add(restore.key());
        case Operation.AddressOperation _,
            Operation.SetTimeouts _,
            Operation.RestoreTimeouts _,
            Operation.SyncOperation _,
            Operation.AddDecapsulationPort _,
            Operation.RemoveDecapsulationPort _,
            Operation.SetPacketRules _ ->
            whole.add(Facet.of(operation));
      }
    }
    return new Scope(whole, services, sysctls, devices, routes);
  }

  /// All in which these two differ.
  static Scope between(KernelState a, KernelState b) {
    SortedSet<Facet> whole = new TreeSet<>();
    if (!a.settings().equals(b.settings())) {
      whole.add(Facet.SETTINGS);
    }
    if (!a.addresses().equals(b.addresses())) {
      whole.add(Facet.ADDRESSES);
    }
    if (!a.network().decapsulationPorts().equals(b.network().decapsulationPorts())) {
      whole.add(Facet.DECAPSULATION_PORTS);
    }
    if (!a.network().packetRules().equals(b.network().packetRules())) {
      whole.add(Facet.PACKET_RULES);
    }
    return new Scope(
        whole,
        different(a.services(), b.services()),
        different(a.sysctls(), b.sysctls()),
        different(a.network().devices(), b.network().devices()),
        different(a.network().routes(), b.network().routes()));
  }

  private static <K extends Comparable<? super K>, V> SortedSet<K> different(
      SortedMap<K, V> a, SortedMap<K, V> b) {
    SortedSet<K> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    keys.removeIf(key -> Objects.equals(a.get(key), b.get(key)));
    return keys;
  }

  public boolean isEmpty() {
    return facets().isEmpty();
  }

  /// Whether the ip_vs table is dumped.
  public boolean table() {
    return whole.contains(Facet.SERVICES);
  }

  /// Whether anything of this part is looked at.
  public boolean has(Facet facet) {
    return whole.contains(facet)
        || switch (facet) {
          case SERVICES -> !services.isEmpty();
          case SYSCTLS -> !sysctls.isEmpty();
          case DEVICES -> !devices.isEmpty();
          case ROUTES -> !routes.isEmpty();
          case SETTINGS, ADDRESSES, DECAPSULATION_PORTS, PACKET_RULES -> false;
        };
  }

  /// The parts of which something is looked at.
  public SortedSet<Facet> facets() {
    SortedSet<Facet> all = new TreeSet<>(List.of(Facet.values()));
    all.removeIf(facet -> !has(facet));
    return all;
  }

  public Scope and(Scope other) {
    return new Scope(
        union(whole, other.whole),
        union(services, other.services),
        union(sysctls, other.sysctls),
        union(devices, other.devices),
        union(routes, other.routes));
  }

  private static <T extends Comparable<? super T>> SortedSet<T> union(
      SortedSet<T> a, SortedSet<T> b) {
    SortedSet<T> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }

  public Scope without(Scope other) {
    return new Scope(
        difference(whole, other.whole),
        difference(services, other.services),
        difference(sysctls, other.sysctls),
        difference(devices, other.devices),
        difference(routes, other.routes));
  }

  private static <T extends Comparable<? super T>> SortedSet<T> difference(
      SortedSet<T> a, SortedSet<T> b) {
    SortedSet<T> left = new TreeSet<>(a);
    left.removeAll(b);
    return left;
  }

  /// Without anything of these parts.
  public Scope without(Set<Facet> parts) {
    return only(facet -> !parts.contains(facet));
  }

  /// What is in these parts.
  Scope only(Predicate<Facet> parts) {
    return new Scope(
        Sorted.set(whole.stream().filter(parts).toList()),
        parts.test(Facet.SERVICES) ? services : Sorted.set(),
        parts.test(Facet.SYSCTLS) ? sysctls : Sorted.set(),
        parts.test(Facet.DEVICES) ? devices : Sorted.set(),
        parts.test(Facet.ROUTES) ? routes : Sorted.set());
  }

  /// For people.
  String describe() {
    return facets().isEmpty()
        ? "nothing"
        : String.join(", ", facets().stream().map(Facet::words).toList());
  }

  /// Whether a map was looked at whole, else the keys of it that were.
  static <K extends Comparable<? super K>, V> SortedMap<K, V> merged(
      boolean replaced, Set<K> keys, SortedMap<K, V> known, Map<K, V> seen) {
    SortedMap<K, V> merged = new java.util.TreeMap<>(replaced ? Map.<K, V>of() : known);
    merged.keySet().removeAll(keys);
    merged.putAll(seen);
    return merged;
  }
}
