package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch.Destination;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.SysctlKey;
import java.util.SortedSet;
import java.util.TreeSet;

/// Directors that take whole ranges of IPv4 addresses: the kernel answers ARP for them, unless
/// `arp_ignore` forbids it (`arp_ignore` in `net/ipv4/arp.c`).
final class Ranges {

  private static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");

  private Ranges() {}

  static void examine(Examination on) {
    if (!hasIpv4(on.document)) {
      return;
    }
    for (int i = 0; i < on.document.members().size(); i++) {
      NodeId node = on.document.members().get(i).node();
      for (ClusterTopology other : on.otherClusters()) {
        if (other.realServerAgents().contains(node) && isSilent(other, node)) {
          on.violation(
              Rule.RANGE_IS_ANSWERED_FOR,
              Pointer.of("directors", "members").then(i).then("node"),
              node + " holds virtual IPs of cluster " + other.id() + " silently");
        }
      }
    }
  }

  /// After the real servers have got their addresses: one that was reported is in no range either.
  static void hosts(Examination on) {
    SortedSet<IpAddress> reported = new TreeSet<>();
    on.addresses.forEach((server, address) -> {
      NodeId node = on.nodeOf(server);
      if (node != null && on.document.node(node).addresses().isEmpty()) {
        reported.add(address);
      }
    });
    if (reported.isEmpty()) {
      return;
    }
    on.document
        .virtualIps()
        .forEach((name, vip) -> {
          if (vip.isRange()) {
            host(on, vip.addresses(), reported, Pointer.of("virtualIps", name, "address"));
          }
        });
    on.document
        .services()
        .forEach((name, service) -> {
          if (service.settings().listen() instanceof Listen.OnFirewallMark mark) {
            Pointer match = Pointer.of("virtualServices", name, "listen", "match");
            for (int i = 0; i < mark.match().size(); i++) {
              if (mark.match().get(i).destination() instanceof Destination.ToAddresses(var range)) {
                host(on, range, reported, match.then(i).then("addresses"));
              }
            }
          }
        });
  }

  private static void host(
      Examination on, AddressRange range, SortedSet<IpAddress> reported, Pointer at) {
    for (IpAddress address : reported.tailSet(range.first())) {
      if (!range.contains(address)) {
        return;
      }
      on.violation(
          Rule.VIP_IS_NOT_A_HOST, at, range + " contains " + address + " of a real server's node");
    }
  }

  private static boolean isSilent(ClusterTopology cluster, NodeId node) {
    CompiledCluster.Part part = Compiler.compile(cluster).parts().get(node);
    return part != null
        && part.realServer() != null
        && (part.realServer().sysctls().containsKey(ARP_IGNORE)
            || part.realServer().verified().containsKey(ARP_IGNORE));
  }

  static boolean hasIpv4(ClusterTopology cluster) {
    return cluster.virtualIps().values().stream().anyMatch(row -> isIpv4(row.value()))
        || cluster.services().values().stream()
            .anyMatch(rows -> isIpv4(rows.settings().value().listen()));
  }

  private static boolean hasIpv4(ClusterDocument document) {
    return document.virtualIps().values().stream().anyMatch(Ranges::isIpv4)
        || document.services().values().stream()
            .anyMatch(service -> isIpv4(service.settings().listen()));
  }

  private static boolean isIpv4(DeclaredVirtualIp vip) {
    return vip.isRange() && vip.address().family() == AddressFamily.IPV4;
  }

  private static boolean isIpv4(Listen listen) {
    return listen instanceof Listen.OnFirewallMark mark
        && mark.match().stream()
            .anyMatch(match ->
                match.destination() instanceof Destination.ToAddresses(var range)
                    && range.family() == AddressFamily.IPV4);
  }
}
