package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Tunnel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Real servers of one service.
final class RealServerRules {

  private final Examination on;
  private final HostRules hosts;
  private final String serviceName;
  private final DeclaredService service;
  private final Listen listen;
  private final Map<RealServerKey, String> seen = new HashMap<>();

  private RealServerRules(
      Examination on, HostRules hosts, String serviceName, DeclaredService service) {
    this.on = on;
    this.hosts = hosts;
    this.serviceName = serviceName;
    this.service = service;
    this.listen = service.settings().listen();
  }

  static void examine(
      Examination on, HostRules hosts, String serviceName, DeclaredService service) {
    RealServerRules rules = new RealServerRules(on, hosts, serviceName, service);
    service.realServers().forEach(rules::examine);
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
        on.violation(
            Rule.REAL_SERVER_UNIQUE,
            at,
            "real server " + twin + " is " + address.withPort(port) + " already");
      }
      reach(address, method, at);
      host(server, address, method, at);
      inNetwork(server, address, at);
    }
  }

  /// The network's own and its broadcast address are no host's. An address chosen from a node's is
  /// one that node has.
  private void inNetwork(DeclaredRealServer server, IpAddress address, Pointer at) {
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
    DeclaredTunnel tunnel = server.tunnel();
    if (tunnel == null) {
      return;
    }
    Pointer inside = at.then("tunnel");
    if (method != ForwardingMethod.TUNNELING) {
      on.violation(Rule.TUNNEL_SETTINGS, inside, "tunnel settings are for forwarding: tunnel only");
    }
    tunnel(on, tunnel, inside);
  }

  static void tunnel(Examination on, DeclaredTunnel tunnel, Pointer inside) {
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
                  on,
                  new ServerRef(serviceName, name),
                  node,
                  listen,
                  new NodeAddress.Wanted(
                      family, method == ForwardingMethod.TUNNELING && !on.isDirector(node)),
                  at.then("node"));
    };
  }

  /// What the node itself has to do for it. A director has what it needs.
  private void host(
      DeclaredRealServer server, IpAddress address, ForwardingMethod method, Pointer at) {
    NodeId node = server.node();
    if (node == null || !on.document.hasAgent(node) || on.isDirector(node)) {
      return;
    }
    boolean tunnelled = method == ForwardingMethod.TUNNELING;
    if (method == ForwardingMethod.MASQUERADING) {
      hosts.answers(node, address);
    } else {
      hosts.holds(node, taken(), address, tunnelled);
    }
    DeclaredTunnel tunnel = server.effectiveTunnel(service.settings());
    if (tunnelled
        && tunnel.effectiveType() == Tunnel.Type.GRE
        && tunnel.effectiveChecksum() == Tunnel.Checksum.FULL) {
      on.violation(
          Rule.TUNNEL_CHECKSUM,
          at.then("tunnel"),
          "the GRE device of " + node + " would drop packets with checksums");
    }
  }

  /// The addresses whose packets the real server takes, as far as they are known.
  private List<AddressRange> taken() {
    List<AddressRange> taken = new ArrayList<>();
    switch (listen) {
      case Listen.OnVirtualIp address ->
          add(taken, on.document.virtualIps().get(address.virtualIp()));
      case Listen.OnFirewallMark mark -> {
        for (MarkMatch match : mark.match()) {
          switch (match.destination()) {
            case MarkMatch.Destination.ToVirtualIp(String name) ->
                add(taken, on.document.virtualIps().get(name));
            case MarkMatch.Destination.ToAddresses(AddressRange range) -> taken.add(range);
          }
        }
        if (mark.match().isEmpty()) {
          on.document.virtualIps().values().stream()
              .filter(vip -> vip.address().family() == mark.effectiveFamily())
              .filter(vip -> vip.effectiveUse() != DeclaredVirtualIp.Use.GATEWAY)
              .forEach(vip -> taken.add(vip.addresses()));
        }
      }
    }
    return taken;
  }

  private static void add(List<AddressRange> ranges, @Nullable DeclaredVirtualIp virtualIp) {
    if (virtualIp != null) {
      ranges.add(virtualIp.addresses());
    }
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
