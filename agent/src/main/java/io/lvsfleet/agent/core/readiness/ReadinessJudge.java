package io.lvsfleet.agent.core.readiness;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Facet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a node lacks to be a real server, per cluster, for each virtual IP it must hold and each
/// gateway its answers must leave through.
public final class ReadinessJudge {

  static final String UNREADABLE = "unreadable";
  private static final String ABSENT = "absent";

  private final RealServerState wanted;
  private final KernelState observed;
  private final Set<Facet> blind;

  private ReadinessJudge(RealServerState wanted, KernelState observed, Set<Facet> blind) {
    this.wanted = wanted;
    this.observed = observed;
    this.blind = blind;
  }

  /// @param blind what could not be looked at; what was seen of it before still counts
  /// @param lapses how often the node had to be silenced again
  public static SortedMap<ClusterId, Readiness> judge(
      NodeState desired, KernelState observed, Set<Facet> blind, long lapses) {
    SortedMap<ClusterId, Readiness> all = new TreeMap<>();
    desired
        .realServers()
        .forEach((cluster, state) ->
            all.put(cluster, new ReadinessJudge(state, observed, blind).judge(lapses)));
    return all;
  }

  /// The parameters a judgement looks at.
  public static SortedSet<SysctlKey> parameters(NodeState desired) {
    SortedSet<SysctlKey> all = new TreeSet<>();
    for (RealServerState state : desired.realServers().values()) {
      for (SortedMap<SysctlKey, String> needed : List.of(state.sysctls(), state.verified())) {
        for (SysctlKey key : needed.keySet()) {
          all.add(key);
          SysctlKey overriding = Parameter.of(key).overriding();
          if (overriding != null) {
            all.add(overriding);
          }
        }
      }
    }
    return all;
  }

  private Readiness judge(long lapses) {
    List<Precondition> common = new ArrayList<>();
    wanted.sysctls().forEach((key, value) -> common.addAll(parameter(key, value)));
    wanted.verified().forEach((key, value) -> common.addAll(parameter(key, value)));
    SortedMap<IpAddress, List<Precondition>> gateways = new TreeMap<>();
    for (IpAddress gateway : wanted.gateways()) {
      List<Precondition> missing = new ArrayList<>(common);
      defaultRoute(gateway).ifPresent(missing::add);
      gateways.put(gateway, List.copyOf(missing));
    }
    network(common);
    SortedMap<IpAddress, List<Precondition>> addresses = new TreeMap<>();
    for (LocalAddress address : wanted.heldAddresses()) {
      List<Precondition> missing = new ArrayList<>(common);
      rules(address.address(), missing);
      if (!observed.addresses().contains(address)) {
        missing.add(missing(Facet.ADDRESSES, address.toString(), "present"));
      }
      addresses.put(address.address(), List.copyOf(missing));
    }
    return new Readiness(addresses, gateways, lapses);
  }

  private Precondition missing(Facet facet, String subject, String needed) {
    return new Precondition(subject, blind.contains(facet) ? UNREADABLE : ABSENT, needed);
  }

  private List<Precondition> parameter(SysctlKey key, String needed) {
    return !observed.sysctls().containsKey(key) && blind.contains(Facet.SYSCTLS)
        ? List.of(missing(Facet.SYSCTLS, key.name(), needed))
        : Parameter.missing(key, needed, observed.sysctls());
  }

  /// What unwraps, and the routes its packets take. Only devices that are up are observed at all.
  private void network(List<Precondition> missing) {
    Network network = wanted.network();
    Network have = observed.network();
    network
        .devices()
        .forEach((name, device) -> {
          var found = have.devices().get(name);
          if (found == null) {
            missing.add(missing(Facet.DEVICES, "dev " + name, device.describe()));
          } else if (!found.equals(device)) {
            missing.add(new Precondition("dev " + name, found.describe(), device.describe()));
          }
        });
    network.decapsulationPorts().stream()
        .filter(port -> !have.decapsulationPorts().contains(port))
        .map(port -> missing(Facet.DECAPSULATION_PORTS, port.toString(), "present"))
        .forEach(missing::add);
    network
        .routes()
        .forEach((key, route) -> {
          Route found = have.routes().get(key);
          if (found == null) {
            missing.add(missing(Facet.ROUTES, "route " + key, route.describe()));
          } else if (!found.fulfils(route)) {
            missing.add(new Precondition("route " + key, found.describe(), route.describe()));
          }
        });
  }

  /// Rules that are about another virtual IP are no business of this one.
  private void rules(IpAddress virtualIp, List<Precondition> missing) {
    for (PacketRule rule : wanted.network().packetRules()) {
      boolean concerned =
          switch (rule) {
            case PacketRule.ArpSilence silence -> silence.virtualIp().equals(virtualIp);
            case PacketRule.SegmentLimit limit -> limit.virtualIp().equals(virtualIp);
            case PacketRule.Masquerade _, PacketRule.Mark _, PacketRule.Unknown _ -> true;
          };
      if (concerned && !observed.network().packetRules().contains(rule)) {
        missing.add(missing(Facet.PACKET_RULES, rule.describe(), "present"));
      }
    }
  }

  /// Of several default routes the one with the lowest metric is taken; answers that leave by
  /// another way keep the real server's own address and are of no use to the client.
  private Optional<Precondition> defaultRoute(IpAddress gateway) {
    Route inForce =
        observed.network().routes().entrySet().stream()
            .filter(route -> isDefault(route.getKey(), gateway))
            .min(Map.Entry.comparingByKey((a, b) -> Long.compare(a.metric(), b.metric())))
            .map(Map.Entry::getValue)
            .orElse(null);
    String subject =
        "default route for " + gateway.family().name().toLowerCase(java.util.Locale.ROOT);
    String needed = "via " + gateway;
    if (inForce == null) {
      return Optional.of(missing(Facet.ROUTES, subject, needed));
    }
    return Objects.equals(inForce.gateway(), gateway)
        ? Optional.empty()
        : Optional.of(new Precondition(subject, inForce.describe(), needed));
  }

  private static boolean isDefault(RouteKey key, IpAddress gateway) {
    return key.table() == RouteKey.MAIN
        && key.destination().length() == 0
        && key.destination().address().family() == gateway.family();
  }
}
