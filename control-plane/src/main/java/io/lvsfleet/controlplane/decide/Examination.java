package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.Damage;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One document while the rules look at it.
final class Examination {

  final Topology topology;
  final ClusterId cluster;
  final ClusterDocument document;
  final Damage damage;
  final KnownNodes knownNodes;
  final SortedMap<ServerRef, IpAddress> addresses = new TreeMap<>();

  /// Null where directors do not fail over, or not in a way that could be told.
  @Nullable AllocatedVrrp vrrp;

  private final List<Violation> violations = new ArrayList<>();
  private final List<Violation> warnings = new ArrayList<>();

  Examination(
      Topology topology,
      ClusterId cluster,
      ClusterDocument document,
      Damage damage,
      KnownNodes knownNodes) {
    this.topology = topology;
    this.cluster = cluster;
    this.document = document;
    this.damage = damage;
    this.knownNodes = knownNodes;
  }

  void violation(Rule rule, Pointer at, String detail) {
    add(violations, new Violation(rule, at, detail));
  }

  void warning(Rule rule, Pointer at, String detail) {
    add(warnings, new Violation(rule, at, detail));
  }

  private static void add(List<Violation> list, Violation violation) {
    if (list.size() < Violation.MOST) {
      list.add(violation);
    }
  }

  Findings findings() {
    return new Findings(
        violations.stream().sorted().toList(),
        warnings.stream().sorted().toList(),
        addresses,
        Allocation.of(this));
  }

  /// Null for somebody else's host.
  @Nullable NodeId nodeOf(ServerRef server) {
    DeclaredService service = document.services().get(server.service());
    DeclaredRealServer declared =
        service == null ? null : service.realServers().get(server.realServer());
    return declared == null ? null : declared.node();
  }

  boolean isDirector(NodeId node) {
    return document.members().stream().anyMatch(member -> member.node().equals(node));
  }

  /// The cluster as it is, null when it does not exist.
  @Nullable ClusterTopology current() {
    return topology.cluster(cluster);
  }

  List<ClusterTopology> otherClusters() {
    return topology.clusters().values().stream().filter(c -> !c.id().equals(cluster)).toList();
  }

  /// The virtual IP a service listens on; null for a firewall mark or an unknown name.
  @Nullable DeclaredVirtualIp virtualIpOf(Listen listen) {
    return listen instanceof Listen.OnVirtualIp on
        ? document.virtualIps().get(on.virtualIp())
        : null;
  }

  /// Null when the virtual IP is not known.
  @Nullable AddressFamily familyOf(Listen listen) {
    DeclaredVirtualIp virtualIp = virtualIpOf(listen);
    return switch (listen) {
      case Listen.OnVirtualIp _ -> virtualIp == null ? null : virtualIp.address().family();
      case Listen.OnFirewallMark on -> on.effectiveFamily();
    };
  }
}
