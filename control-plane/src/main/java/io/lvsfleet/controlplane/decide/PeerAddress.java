package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredVrrp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Chooses by which of its addresses the other directors reach one: the written one, else the only
/// one, else the one in a virtual IP's network. One that was chosen before stays as long as it is
/// there.
final class PeerAddress {

  private final Examination on;
  private final DeclaredVrrp vrrp;
  private final AddressFamily family;

  private PeerAddress(Examination on, DeclaredVrrp vrrp, AddressFamily family) {
    this.on = on;
    this.vrrp = vrrp;
    this.family = family;
  }

  /// Of all directors; empty for multicast.
  static SortedMap<NodeId, IpAddress> of(Examination on, DeclaredVrrp vrrp, AddressFamily family) {
    return new PeerAddress(on, vrrp, family).all();
  }

  private SortedMap<NodeId, IpAddress> all() {
    SortedMap<NodeId, IpAddress> chosen = new TreeMap<>();
    List<DeclaredMember> members = on.document.members();
    for (int i = 0; i < members.size(); i++) {
      DeclaredMember member = members.get(i);
      Pointer at = Pointer.of("directors", "members").then(i).then("address");
      IpAddress written = member.address();
      if (written != null && (written.family() != family || written.isMulticast())) {
        on.violation(Rule.VRRP_PEERS, at, written + " is no " + family + " address of a host");
      } else if (vrrp.isUnicast()) {
        IpAddress address = written == null ? choose(member.node(), at) : written;
        if (address != null && chosen.containsValue(address)) {
          on.violation(Rule.VRRP_PEERS, at, address + " is another director's");
        } else if (address != null) {
          chosen.put(member.node(), address);
        }
      }
    }
    peers(members.size(), chosen);
    return chosen;
  }

  private void peers(int directors, SortedMap<NodeId, IpAddress> chosen) {
    Pointer at = Pointer.of("directors", "vrrp", "peers");
    if (vrrp.isUnicast() && directors == 1 && vrrp.peers().isEmpty()) {
      on.violation(Rule.VRRP_PEERS, at, "there is nobody to send to");
    }
    if (!vrrp.isUnicast() && !vrrp.peers().isEmpty()) {
      on.violation(Rule.VRRP_PEERS, at, "peers are for unicast, and unicast is false");
    }
    for (IpAddress peer : vrrp.peers()) {
      if (peer.family() != family) {
        on.violation(Rule.VRRP_PEERS, at, peer + " is no " + family + " address");
      } else if (chosen.containsValue(peer)) {
        on.violation(Rule.VRRP_PEERS, at, peer + " is a director of this document");
      }
    }
  }

  private @Nullable IpAddress choose(NodeId node, Pointer at) {
    SortedMap<String, IpAddress> written = on.document.node(node).addresses();
    SortedSet<IpAddress> candidates =
        new TreeSet<>(
            written.isEmpty() ? on.knownNodes.addresses(node) : Sorted.set(written.values()));
    candidates.removeIf(address -> address.family() != family || isVirtual(address));
    IpAddress before = before(node);
    if (before != null && candidates.contains(before)) {
      return before;
    }
    List<IpAddress> near =
        candidates.stream()
            .filter(address ->
                on.document.virtualIps().values().stream()
                    .anyMatch(vip ->
                        (vip.interfaceName() == null
                                || vip.interfaceName().equals(interfaceOf(node)))
                            && vip.networkContains(address)))
            .toList();
    if (near.size() == 1) {
      return near.getFirst();
    }
    if (candidates.size() == 1) {
      return candidates.first();
    }
    on.violation(
        Rule.VRRP_PEERS,
        at,
        candidates.isEmpty()
            ? "no " + family + " address of " + node + " is known"
            : node + " has several addresses: " + candidates);
    return null;
  }

  private @Nullable String interfaceOf(NodeId node) {
    return on.document.members().stream()
        .filter(member -> member.node().equals(node))
        .findFirst()
        .map(member -> vrrp.interfaceOf(member, on.document.virtualIps().values()))
        .orElse(null);
  }

  private boolean isVirtual(IpAddress address) {
    return on.topology.clusters().values().stream()
            .flatMap(cluster -> cluster.virtualIps().values().stream())
            .anyMatch(row -> row.value().address().equals(address))
        || on.document.virtualIps().values().stream()
            .anyMatch(vip -> vip.address().equals(address));
  }

  private @Nullable IpAddress before(NodeId node) {
    ClusterTopology current = on.current();
    AllocatedVrrp old = current == null ? null : current.settings().value().allocated().vrrp();
    return old == null ? null : old.addresses().get(node);
  }
}
