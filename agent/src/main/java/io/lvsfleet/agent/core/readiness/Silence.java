package io.lvsfleet.agent.core.readiness;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Conflict;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.PutRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a real server may hold without answering ARP for it, which would take it away from the
/// director. A parameter that is ours to write is taken as written: what rests on it is not done
/// when that fails. IPv6 needs none of this, and who is silent by packet rules does not either.
///
/// @param wanted without the addresses, and routes of ranges, that must not be taken yet. What is
///   held already stays: to take it away would cut connections off
/// @param conflicts what keeps them from being taken, or makes it wrong that they are held
public record Silence(KernelState wanted, List<Conflict> conflicts) {

  private static final String OF_ALL = "net.ipv4.conf.all.";
  private static final Set<String> ARP = Set.of("arp_ignore", "arp_announce");

  /// Something keeps the node from being silent.
  static final String CODE = "not-silent";

  public Silence {
    conflicts = List.copyOf(conflicts);
  }

  /// @param observed of the node, with what [#alongWith] says of its interfaces
  /// @param blind while parameters cannot be looked at nothing is taken
  public static Silence of(
      NodeState desired, KernelState wanted, KernelState observed, Set<Facet> blind) {
    SortedMap<SysctlKey, String> planned = new TreeMap<>(observed.sysctls());
    planned.putAll(wanted.sysctls());
    SortedSet<LocalAddress> addresses = new TreeSet<>(wanted.addresses());
    SortedMap<RouteKey, Route> routes = new TreeMap<>(wanted.network().routes());
    List<Conflict> conflicts = new ArrayList<>();
    for (RealServerState state : desired.realServers().values()) {
      List<Precondition> missing = missing(state, planned);
      boolean unknown = blind.contains(Facet.SYSCTLS) && !arpParameters(state).isEmpty();
      if (missing.isEmpty() && !unknown) {
        continue;
      }
      List<Operation> loud = new ArrayList<>();
      for (LocalAddress address : state.heldAddresses()) {
        if (restsOnParameters(address, wanted)) {
          loud.add(new AddAddress(address, true));
          if (!observed.addresses().contains(address)) {
            addresses.remove(address);
          }
        }
      }
      ranges(desired, state)
          .forEach((key, route) -> {
            loud.add(new PutRoute(key, route));
            if (!observed.network().routes().containsKey(key)) {
              routes.remove(key);
            }
          });
      if (!missing.isEmpty()) {
        loud.forEach(operation -> conflicts.add(conflict(operation, missing)));
      }
    }
    return new Silence(with(wanted, addresses, routes), conflicts);
  }

  /// The parameters of interfaces that have to be known together with these of `all`.
  ///
  /// @param interfaces on which neighbours may ask
  public static SortedSet<SysctlKey> alongWith(
      Set<SysctlKey> asked, Collection<String> interfaces) {
    SortedSet<SysctlKey> keys = new TreeSet<>();
    for (SysctlKey key : asked) {
      String parameter = arpParameter(key);
      if (!parameter.isEmpty()) {
        for (String name : interfaces) {
          String full = "net.ipv4.conf." + name.replace('.', '/') + "." + parameter;
          if (SysctlKey.valid(full)) {
            keys.add(new SysctlKey(full));
          }
        }
      }
    }
    return keys;
  }

  /// Whether these need others of [#alongWith].
  public static boolean concerns(Set<SysctlKey> asked) {
    return asked.stream().anyMatch(key -> !arpParameter(key).isEmpty());
  }

  /// Whether a parameter of an interface came along with one of these.
  public static boolean cameWith(Set<SysctlKey> asked, SysctlKey key) {
    String parameter = key.name().substring(key.name().lastIndexOf('.') + 1);
    return ARP.contains(parameter)
        && key.name().startsWith("net.ipv4.conf.")
        && !asked.contains(key)
        && asked.contains(new SysctlKey(OF_ALL + parameter));
  }

  /// `arp_ignore` or `arp_announce` of all interfaces; else empty.
  static String arpParameter(SysctlKey key) {
    String name = key.name();
    String parameter = name.startsWith(OF_ALL) ? name.substring(OF_ALL.length()) : "";
    return ARP.contains(parameter) ? parameter : "";
  }

  private static SortedMap<SysctlKey, String> arpParameters(RealServerState state) {
    SortedMap<SysctlKey, String> needed = new TreeMap<>(state.sysctls());
    needed.putAll(state.verified());
    needed.keySet().removeIf(key -> arpParameter(key).isEmpty());
    return needed;
  }

  private static List<Precondition> missing(
      RealServerState state, SortedMap<SysctlKey, String> planned) {
    List<Precondition> missing = new ArrayList<>();
    arpParameters(state)
        .forEach((key, needed) -> missing.addAll(Parameter.missing(key, needed, planned)));
    return missing;
  }

  private static boolean restsOnParameters(LocalAddress address, KernelState wanted) {
    return address.address().family() == AddressFamily.IPV4
        && wanted.silent(address)
        && wanted.network().packetRules().stream()
            .noneMatch(rule ->
                rule instanceof PacketRule.ArpSilence silence
                    && silence.virtualIp().equals(address.address()));
  }

  /// What is delivered to the node itself is answered for by ARP as an address is (`arp_process` in
  /// net/ipv4/arp.c). The ranges of a director are meant to be.
  private static SortedMap<RouteKey, Route> ranges(NodeState desired, RealServerState state) {
    SortedMap<RouteKey, Route> ranges = new TreeMap<>(state.network().routes());
    ranges
        .entrySet()
        .removeIf(one ->
            one.getValue().type() != Route.Type.LOCAL
                || one.getKey().destination().family() != AddressFamily.IPV4);
    if (desired.director() != null) {
      ranges.keySet().removeAll(desired.director().network().routes().keySet());
    }
    return ranges;
  }

  private static Conflict conflict(Operation operation, List<Precondition> missing) {
    return new Conflict(
        operation.describe(),
        CODE,
        "the node would answer ARP for it in the director's place: "
            + missing.stream().map(Precondition::toString).collect(Collectors.joining("; ")));
  }

  private static KernelState with(
      KernelState wanted, SortedSet<LocalAddress> addresses, SortedMap<RouteKey, Route> routes) {
    Network network = wanted.network();
    return new KernelState(
        wanted.services(),
        addresses,
        wanted.sysctls(),
        wanted.settings(),
        new Network(
            network.devices(), network.decapsulationPorts(), routes, network.packetRules()));
  }
}
