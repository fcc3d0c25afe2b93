package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredNode;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses which of a node's addresses a service uses: the one in the virtual IP's network, else
/// the only one. An address chosen before from what the agent reported stays as long as the agent
/// reports it: a second network card must not move traffic.
final class NodeAddress {

  private NodeAddress() {}

  /// @param orTheOther behind a tunnel an address of the other family does as well
  record Wanted(AddressFamily family, boolean orTheOther) {}

  static @Nullable IpAddress choose(
      Examination on, ServerRef server, NodeId node, Listen listen, Wanted wanted, Pointer at) {
    DeclaredNode declared = on.document.nodes().get(node);
    SortedMap<String, IpAddress> written = declared == null ? Sorted.map() : declared.addresses();
    SortedSet<IpAddress> all =
        written.isEmpty()
            ? withoutVirtualIps(on, on.knownNodes.addresses(node))
            : Sorted.set(written.values());
    if (all.isEmpty()) {
      on.violation(
          Rule.NO_ADDRESS,
          at,
          "no address of "
              + node
              + " is known: start its agent once, or give nodes."
              + node
              + ".addresses");
      return null;
    }
    AddressFamily family = wanted.family();
    List<IpAddress> candidates = all.stream().filter(a -> a.family() == family).toList();
    if (candidates.isEmpty() && wanted.orTheOther()) {
      candidates = List.copyOf(all);
    }
    if (candidates.isEmpty()) {
      on.violation(
          Rule.FAMILY_MISMATCH, at, node + " has no " + family + " address, only " + text(all));
      return null;
    }
    IpAddress before = !written.isEmpty() ? null : before(on, server, node);
    if (before != null && candidates.contains(before)) {
      return before;
    }
    List<IpAddress> near =
        candidates.stream().filter(a -> virtualIpNetworkContains(on, listen, a)).toList();
    if (near.size() == 1) {
      return near.getFirst();
    }
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    on.violation(
        Rule.ADDRESS_AMBIGUOUS,
        at,
        node
            + " has several addresses and "
            + (near.isEmpty() ? "none" : "more than one")
            + " is in the virtual IP's network: "
            + text(candidates)
            + "; give nodes."
            + node
            + ".addresses");
    return null;
  }

  private static SortedSet<IpAddress> withoutVirtualIps(
      Examination on, SortedSet<IpAddress> reported) {
    SortedSet<IpAddress> hosts = new TreeSet<>(reported);
    on.document.virtualIps().values().forEach(vip -> hosts.remove(vip.address()));
    for (ClusterTopology cluster : on.topology.clusters().values()) {
      cluster.virtualIps().values().forEach(row -> hosts.remove(row.value().address()));
    }
    return hosts;
  }

  private static boolean virtualIpNetworkContains(
      Examination on, Listen listen, IpAddress address) {
    DeclaredVirtualIp vip = on.virtualIpOf(listen);
    return vip != null
        ? vip.networkContains(address)
        : on.document.virtualIps().values().stream().anyMatch(v -> v.networkContains(address));
  }

  private static @Nullable IpAddress before(Examination on, ServerRef server, NodeId node) {
    ClusterTopology current = on.current();
    ServiceRows service = current == null ? null : current.services().get(server.service());
    Row<AllocatedRealServer> row =
        service == null ? null : service.realServers().get(server.realServer());
    return row != null && node.equals(row.value().declared().node()) ? row.value().address() : null;
  }

  private static String text(Collection<IpAddress> addresses) {
    return addresses.stream().map(IpAddress::toString).collect(Collectors.joining(", "));
  }
}
