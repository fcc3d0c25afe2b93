package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.model.IpAddress;
import java.util.HashMap;
import java.util.Map;

/// Virtual IPs.
final class VirtualIpRules {

  private VirtualIpRules() {}

  static void examine(Examination on) {
    Map<IpAddress, String> elsewhere = new HashMap<>();
    for (ClusterTopology cluster : on.otherClusters()) {
      for (Row<DeclaredVirtualIp> row : cluster.virtualIps().values()) {
        elsewhere.put(row.value().address(), cluster.id().name());
      }
    }
    Map<IpAddress, String> hosts = hostAddresses(on);
    Map<IpAddress, String> seen = new HashMap<>();
    on.document
        .virtualIps()
        .forEach((name, vip) -> {
          Pointer at = vipAddress(name);
          usable(on, vip, at);
          placed(on, name, vip);
          String twin = seen.putIfAbsent(vip.address(), name);
          if (twin != null) {
            on.violation(
                Rule.VIP_UNIQUE, at, vip.address() + " is virtual IP " + twin + " already");
          }
          String other = elsewhere.get(vip.address());
          if (other != null) {
            on.violation(
                Rule.VIP_USED_BY_ANOTHER_CLUSTER,
                at,
                vip.address() + " is a virtual IP of cluster " + other);
          }
          isNoHost(on, hosts, vip, at);
        });
  }

  /// That no address of these real servers is a virtual IP.
  static void examineServers(Examination on, String name, DeclaredService service) {
    Map<IpAddress, String> hosts = new HashMap<>();
    hostAddresses(hosts, name, service);
    on.document
        .virtualIps()
        .forEach((vip, declared) -> isNoHost(on, hosts, declared, vipAddress(vip)));
  }

  private static Pointer vipAddress(String name) {
    return Pointer.of("virtualIps", name, "address");
  }

  private static void isNoHost(
      Examination on, Map<IpAddress, String> hosts, DeclaredVirtualIp vip, Pointer at) {
    String host = hosts.get(vip.address());
    if (host != null) {
      on.violation(Rule.VIP_IS_NOT_A_HOST, at, vip.address() + " is " + host);
    }
  }

  private static Map<IpAddress, String> hostAddresses(Examination on) {
    Map<IpAddress, String> hosts = new HashMap<>();
    on.document
        .nodes()
        .forEach((id, node) ->
            node.addresses().values().forEach(a -> hosts.put(a, "an address of node " + id)));
    on.document.services().forEach((name, service) -> hostAddresses(hosts, name, service));
    return hosts;
  }

  private static void hostAddresses(
      Map<IpAddress, String> hosts, String service, DeclaredService declared) {
    declared
        .realServers()
        .forEach((name, server) -> {
          if (server.target() instanceof DeclaredRealServer.Target.AtAddress(IpAddress address)) {
            hosts.put(address, "the address of real server " + service + "/" + name);
          }
        });
  }

  private static void usable(Examination on, DeclaredVirtualIp vip, Pointer at) {
    String objection = Unicast.objection(vip.address());
    if (objection == null) {
      objection = Unicast.objection(vip.address(), vip.effectivePrefixLength());
    }
    if (objection != null) {
      on.violation(
          Rule.USABLE_ADDRESS,
          at,
          vip.address() + "/" + vip.effectivePrefixLength() + ": the address " + objection);
    }
  }

  private static void placed(Examination on, String name, DeclaredVirtualIp vip) {
    if (vip.interfaceName() == null
        && on.document.members().stream().anyMatch(member -> member.interfaceName() == null)) {
      on.violation(
          Rule.INTERFACE_NAME,
          Pointer.of("virtualIps", name, "interface"),
          "no interface is given, neither here nor for the director");
    }
  }
}
