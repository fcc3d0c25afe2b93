package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.CompiledCluster;
import io.lvsfleet.controlplane.compile.Compiler;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch.Destination;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.SysctlKey;

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

  private static boolean isSilent(ClusterTopology cluster, NodeId node) {
    CompiledCluster.Part part = Compiler.compile(cluster).parts().get(node);
    return part != null
        && part.realServer() != null
        && (part.realServer().sysctls().containsKey(ARP_IGNORE)
            || part.realServer().verified().containsKey(ARP_IGNORE));
  }

  static boolean hasIpv4(ClusterTopology cluster) {
    return hasIpv4(cluster.document());
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
