package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.HostSettings.ArpMethod;
import io.lvsfleet.controlplane.declared.HostSettings.GatewayCare;
import io.lvsfleet.controlplane.declared.HostSettings.Hold;
import io.lvsfleet.controlplane.declared.NatGateway;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a host has to do to be a real server, once for each of its virtual IPs and gateways.
final class HostRules {

  private final Examination on;
  private final Set<String> said = new HashSet<>();
  private final SortedMap<NodeId, SortedMap<AddressFamily, IpAddress>> managed = new TreeMap<>();

  /// Directors of other clusters that have IPv4 ranges.
  private final SortedMap<NodeId, ClusterId> ranged = new TreeMap<>();

  HostRules(Examination on) {
    this.on = on;
    for (ClusterTopology other : on.otherClusters()) {
      if (Ranges.hasIpv4(other)) {
        other.directors().forEach(director -> ranged.put(director, other.id()));
      }
    }
  }

  /// DR and TUN.
  ///
  /// @param tunnelled then an IPv4 address is held on the tunnel's device
  void holds(NodeId node, List<AddressRange> addresses, IpAddress own, boolean tunnelled) {
    HostSettings host = on.document.host(node);
    for (AddressRange range : addresses) {
      boolean ipv4 = range.family() == AddressFamily.IPV4;
      if (host.effectiveHold() == Hold.INTERFACE && !(tunnelled && ipv4)) {
        onInterface(node, host, ipv4);
      }
      if (host.effectiveArp() == ArpMethod.SYSCTL && ipv4) {
        answersElsewhere(node);
      }
      if (host.effectiveArp() == ArpMethod.NFTABLES && ipv4) {
        if (!range.single()) {
          once(
              Rule.ARP_BY_NFTABLES,
              written(node, "arp"),
              node + " would be silent about " + range + " by arp: sysctl only");
        } else if (own.family() != AddressFamily.IPV4) {
          once(
              Rule.ARP_BY_NFTABLES,
              written(node, "arp"),
              node + " is reached at " + own + ", so there is no IPv4 address to ask as");
        }
      }
    }
  }

  /// A director of another cluster that answers ARP for a range would not any more.
  private void answersElsewhere(NodeId node) {
    ClusterId other = ranged.get(node);
    if (other != null) {
      once(
          Rule.RANGE_IS_ANSWERED_FOR,
          written(node, "arp"),
          node + " is the director of cluster " + other + ", which has an IPv4 range");
    }
  }

  private void onInterface(NodeId node, HostSettings host, boolean ipv4) {
    String lacking =
        !ipv4
            ? "an IPv6 address would be announced all the same"
            : host.effectiveArp() != ArpMethod.NFTABLES
                ? "arp: nftables is missing"
                : on.document.node(node).interfaceName() == null
                    ? "nodes." + node + ".interface is missing"
                    : "";
    if (!lacking.isEmpty()) {
      once(Rule.HOLD_ON_INTERFACE, written(node, "hold"), node + ": " + lacking);
    }
  }

  /// NAT.
  void answers(NodeId node, IpAddress own) {
    if (on.document.host(node).effectiveGateway() != GatewayCare.MANAGE) {
      return;
    }
    List<DeclaredNode> directors =
        on.document.members().stream().map(member -> on.document.node(member.node())).toList();
    IpAddress gateway =
        NatGateway.of(on.document.virtualIps().values(), directors, on.document.node(node), own);
    if (gateway == null) {
      once(
          Rule.GATEWAY_UNKNOWN,
          written(node, "gateway"),
          "no gateway for " + node + " at " + own + " is known");
      return;
    }
    IpAddress other =
        managed
            .computeIfAbsent(node, this::managedElsewhere)
            .putIfAbsent(gateway.family(), gateway);
    if (other != null && !other.equals(gateway)) {
      once(
          Rule.GATEWAY_MANAGED_ONCE,
          written(node, "gateway"),
          node + " has " + other + " as its default route already, not " + gateway);
    }
  }

  private SortedMap<AddressFamily, IpAddress> managedElsewhere(NodeId node) {
    SortedMap<AddressFamily, IpAddress> gateways = new TreeMap<>();
    for (ClusterTopology cluster : on.otherClusters()) {
      if (on.topology.clustersOf(node).contains(cluster.id())) {
        CompiledCluster.Part part = Compiler.compile(cluster).parts().get(node);
        if (part != null && part.realServer() != null) {
          part.realServer()
              .network()
              .routes()
              .forEach((key, route) -> defaultRoute(gateways, key, route));
        }
      }
    }
    return gateways;
  }

  private static void defaultRoute(
      SortedMap<AddressFamily, IpAddress> gateways, RouteKey key, Route route) {
    IpAddress gateway = route.gateway();
    if (gateway != null && key.destination().equals(Prefix.all(gateway.family()))) {
      gateways.put(gateway.family(), gateway);
    }
  }

  /// Where a setting of a node is written: with the node, or for all.
  private Pointer written(NodeId node, String field) {
    HostSettings own = on.document.node(node).host();
    boolean atNode =
        switch (field) {
          case "hold" -> own.hold() != null;
          case "arp" -> own.arp() != null;
          default -> own.gateway() != null;
        };
    return atNode ? Pointer.of("nodes", node.name(), field) : Pointer.of(field);
  }

  private void once(Rule rule, Pointer at, String detail) {
    if (said.add(rule + at.text() + detail)) {
      on.violation(rule, at, detail);
    }
  }
}
