package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.model.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who has an address already: hosts of the cluster and virtual IPs of other clusters.
final class Others {

  private final Examination on;
  private final Map<IpAddress, String> hosts = new HashMap<>();
  private final Map<IpAddress, String> single = new HashMap<>();
  private final Map<AddressRange, String> ranges = new LinkedHashMap<>();

  Others(Examination on) {
    this.on = on;
    on.document
        .nodes()
        .forEach((id, node) ->
            node.addresses().values().forEach(a -> hosts.put(a, "an address of node " + id)));
    on.document
        .services()
        .forEach((service, declared) ->
            declared
                .realServers()
                .forEach((name, server) -> {
                  if (server.target() instanceof Target.AtAddress(IpAddress address)) {
                    hosts.put(address, "the address of real server " + service + "/" + name);
                  }
                }));
    for (ClusterTopology cluster : on.otherClusters()) {
      for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
        if (row.value().isRange()) {
          ranges.put(row.value().addresses(), cluster.id().name());
        } else {
          single.put(row.value().address(), cluster.id().name());
        }
      }
    }
  }

  /// The host that has an address; null when none has.
  @Nullable String host(IpAddress address) {
    return hosts.get(address);
  }

  /// Another cluster that has one of these addresses; null when none has.
  @Nullable String cluster(AddressRange range) {
    for (Map.Entry<AddressRange, String> other : ranges.entrySet()) {
      if (other.getKey().overlaps(range)) {
        return other.getValue();
      }
    }
    if (range.single()) {
      return single.get(range.first());
    }
    return single.entrySet().stream()
        .filter(entry -> range.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /// Addresses that the director takes without having them one by one: a route to them takes what
  /// is in it, whoever has it.
  void range(AddressRange range, Pointer at) {
    for (IpAddress end : List.of(range.first(), range.last())) {
      String objection = Unicast.objection(end);
      if (objection != null) {
        on.violation(Rule.USABLE_ADDRESS, at, end + " " + objection);
        return;
      }
    }
    String other = cluster(range);
    if (other != null) {
      on.violation(
          Rule.VIP_USED_BY_ANOTHER_CLUSTER, at, range + " has addresses of cluster " + other);
    }
    hosts.forEach((address, host) -> {
      if (range.contains(address)) {
        on.violation(Rule.VIP_IS_NOT_A_HOST, at, range + " contains " + address + ": " + host);
      }
    });
    on.document
        .members()
        .forEach(member -> {
          for (IpAddress address : on.knownNodes.addresses(member.node())) {
            if (range.contains(address) && !hosts.containsKey(address) && !isVirtual(address)) {
              on.violation(
                  Rule.VIP_IS_NOT_A_HOST,
                  at,
                  range + " contains " + address + ": reported by node " + member.node());
            }
          }
        });
  }

  private boolean isVirtual(IpAddress address) {
    return on.document.virtualIps().values().stream()
        .anyMatch(vip -> vip.addresses().contains(address));
  }
}
