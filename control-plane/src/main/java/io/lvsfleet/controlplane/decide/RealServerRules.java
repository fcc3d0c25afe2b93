package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Row;
import io.lvsfleet.controlplane.topology.ServiceRows;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Tunnel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Real servers of one service.
final class RealServerRules {

  private final Examination on;
  private final String serviceName;
  private final DeclaredService service;
  private final Listen listen;
  private final Map<RealServerKey, String> seen = new HashMap<>();

  private RealServerRules(Examination on, String serviceName, DeclaredService service) {
    this.on = on;
    this.serviceName = serviceName;
    this.service = service;
    this.listen = service.settings().listen();
  }

  static void examine(Examination on, String serviceName, DeclaredService service) {
    RealServerRules rules = new RealServerRules(on, serviceName, service);
    service.realServers().forEach(rules::examine);
  }

  /// That a real server, whose address has been found, is none of the others.
  static void examineTwins(
      Examination on, String serviceName, String name, DeclaredService service) {
    DeclaredRealServer server = service.realServers().get(name);
    IpAddress address = on.addresses.get(new ServerRef(serviceName, name));
    ClusterTopology current = on.current();
    ServiceRows rows = current == null ? null : current.services().get(serviceName);
    if (server == null || address == null || rows == null) {
      return;
    }
    Listen listen = service.settings().listen();
    int port = server.effectivePort(listen);
    for (Map.Entry<String, Row<AllocatedRealServer>> other : rows.realServers().entrySet()) {
      AllocatedRealServer twin = other.getValue().value();
      if (twin.address().equals(address)
          && twin.declared().effectivePort(listen) == port
          && !other.getKey().equals(name)) {
        twins(
            on,
            Pointer.of("virtualServices", serviceName, "realServers", name),
            other.getKey(),
            address,
            port);
      }
    }
  }

  private static void twins(Examination on, Pointer at, String twin, IpAddress address, int port) {
    on.violation(
        Rule.REAL_SERVER_UNIQUE,
        at,
        "real server " + twin + " is " + address.withPort(port) + " already");
  }

  private void examine(String name, DeclaredRealServer server) {
    Pointer at = Pointer.of("virtualServices", serviceName, "realServers", name);
    ForwardingMethod method = server.effectiveForwarding(service.settings());
    int port = server.effectivePort(listen);
    if (method.keepsPort() && port != listen.defaultRealServerPort()) {
      on.violation(
          Rule.DR_KEEPS_PORT,
          at.then("port"),
          (method == ForwardingMethod.DIRECT_ROUTING ? "DR" : "a tunnel")
              + " keeps the service's port "
              + listen.defaultRealServerPort()
              + ", so the real server cannot have "
              + port);
    }
    thresholds(server, at);
    tunnel(server, method, at);
    IpAddress address = address(name, server, method, at);
    if (address != null) {
      on.addresses.put(new ServerRef(serviceName, name), address);
      String twin = seen.putIfAbsent(new RealServerKey(address, port), name);
      if (twin != null) {
        twins(on, at, twin, address, port);
      }
      reach(address, method, at);
      hostInNetwork(server, address, at);
    }
  }

  /// The network's own and its broadcast address are no host's. An address chosen from a node's is
  /// one that node has.
  private void hostInNetwork(DeclaredRealServer server, IpAddress address, Pointer at) {
    DeclaredVirtualIp vip = on.virtualIpOf(listen);
    if (server.node() == null && vip != null && vip.networkContains(address)) {
      String objection = Unicast.objection(address, vip.effectivePrefixLength());
      if (objection != null) {
        on.violation(Rule.USABLE_ADDRESS, at.then("address"), address + " " + objection);
      }
    }
  }

  private void thresholds(DeclaredRealServer server, Pointer at) {
    int upper = server.upperThreshold() == null ? 0 : server.upperThreshold();
    int lower = server.lowerThreshold() == null ? 0 : server.lowerThreshold();
    if (lower > upper) {
      on.violation(
          Rule.THRESHOLDS,
          at.then("lowerThreshold"),
          "the lower threshold " + lower + " is above the upper one " + upper);
    }
  }

  private void tunnel(DeclaredRealServer server, ForwardingMethod method, Pointer at) {
    NodeId node = server.node();
    if (method == ForwardingMethod.TUNNELING && node != null && on.document.hasAgent(node)) {
      on.violation(
          Rule.NOT_SUPPORTED_YET,
          at.then("node"),
          "an agent does not set up the real server's end of a tunnel in this version; a real"
              + " server given by its address is fine");
    }
    DeclaredTunnel tunnel = server.tunnel();
    if (tunnel == null) {
      return;
    }
    Pointer inside = at.then("tunnel");
    if (method != ForwardingMethod.TUNNELING) {
      on.violation(Rule.TUNNEL_SETTINGS, inside, "tunnel settings are for forwarding: tunnel only");
    }
    boolean gue = tunnel.effectiveType() == Tunnel.Type.GUE;
    if (gue != (tunnel.port() != null)) {
      on.violation(
          Rule.TUNNEL_SETTINGS,
          inside.then("port"),
          gue ? "GUE needs a port" : "only GUE has a port");
    }
    if (!gue && tunnel.effectiveChecksum() == Tunnel.Checksum.REMOTE) {
      on.violation(
          Rule.TUNNEL_SETTINGS, inside.then("checksum"), "remote checksum offload is for GUE only");
    }
  }

  /// The server's address; null when there is none to be had, which is said.
  private @Nullable IpAddress address(
      String name, DeclaredRealServer server, ForwardingMethod method, Pointer at) {
    AddressFamily family = on.familyOf(listen);
    return switch (server.target()) {
      case DeclaredRealServer.Target.AtAddress(IpAddress address) -> {
        if (family != null && family != address.family() && method != ForwardingMethod.TUNNELING) {
          on.violation(
              Rule.FAMILY_MISMATCH,
              at.then("address"),
              address + " is " + address.family() + ", the service is " + family);
        }
        String objection = Unicast.objection(address);
        if (objection != null) {
          on.violation(Rule.USABLE_ADDRESS, at.then("address"), address + " " + objection);
        }
        yield address;
      }
      case DeclaredRealServer.Target.OnNode(NodeId node) ->
          family == null || on.damage.nodes().contains(node)
              ? null
              : NodeAddress.choose(
                  on, new ServerRef(serviceName, name), node, listen, family, at.then("node"));
    };
  }

  private void reach(IpAddress address, ForwardingMethod method, Pointer at) {
    DeclaredVirtualIp vip = on.virtualIpOf(listen);
    if (method == ForwardingMethod.DIRECT_ROUTING
        && vip != null
        && vip.address().family() == address.family()
        && vip.effectivePrefixLength() < address.family().bits()
        && !vip.networkContains(address)) {
      on.warning(
          Rule.DR_SAME_NETWORK,
          at,
          address
              + " is not in the virtual IP's network "
              + vip.address()
              + "/"
              + vip.effectivePrefixLength()
              + "; DR reaches it only when it is on the director's own link");
    }
  }
}
