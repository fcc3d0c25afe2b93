package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.compile.TunnelEnd;
import io.lvsfleet.controlplane.declared.DeclaredPersistence;
import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Tunnel;
import java.util.SortedSet;
import java.util.TreeSet;

/// What nodes said they can do, against what a document asks of them.
final class CapabilityRules {

  private static final String NFTABLES = "nftables is not installed there (apt install nftables)";

  private final Examination on;
  private final NodeId node;
  private final Capabilities can;

  private CapabilityRules(Examination on, NodeId node) {
    this.on = on;
    this.node = node;
    this.can = on.knownNodes.capabilities(node);
  }

  /// After the real servers have got their addresses.
  static void examine(Examination on) {
    for (int i = 0; i < on.document.members().size(); i++) {
      CapabilityRules director = new CapabilityRules(on, on.document.members().get(i).node());
      if (director.isKnown()) {
        director.director(Pointer.of("directors", "members").then(i).then("node"));
      }
    }
    on.document
        .services()
        .forEach((serviceName, service) ->
            service
                .realServers()
                .forEach((name, server) -> realServer(on, serviceName, service, name, server)));
  }

  private boolean isKnown() {
    return !can.equals(Capabilities.UNKNOWN);
  }

  private void director(Pointer at) {
    if (can.ipvsVersion().isEmpty()) {
      cannot(at, "has no ip_vs (modprobe ip_vs)");
      return;
    }
    if (on.document.settings().nat() != null && can.packetFilter().isEmpty()) {
      cannot(Pointer.of("nat"), NFTABLES);
    }
    on.document
        .services()
        .forEach((name, service) -> service(service, Pointer.of("virtualServices", name)));
  }

  private void service(DeclaredService service, Pointer at) {
    ServiceSettings settings = service.settings();
    String scheduler = settings.effectiveScheduler().kernelName();
    if (lacks(can.schedulers(), scheduler)) {
      cannot(
          at.then("scheduler"),
          "has no scheduler "
              + scheduler
              + " (modprobe ip_vs_"
              + scheduler
              + "); it has "
              + String.join(", ", can.schedulers()));
    }
    DeclaredPersistence persistence = settings.persistence();
    String engine = persistence == null ? null : persistence.engine();
    if (engine != null && lacks(can.engines(), engine)) {
      cannot(
          at.then("persistence").then("engine"),
          "has no persistence engine " + engine + " (modprobe ip_vs_pe_" + engine + ")");
    }
    listen(settings.listen(), at.then("listen"));
    SortedSet<Tunnel.Type> types = new TreeSet<>();
    service.realServers().values().stream()
        .filter(s -> s.effectiveForwarding(settings) == ForwardingMethod.TUNNELING)
        .forEach(s -> types.add(s.effectiveTunnel(settings).effectiveType()));
    for (Tunnel.Type type : types) {
      if (lacks(can.tunnels(), type)) {
        cannot(at.then("realServers"), "sends no " + type + " tunnels; its kernel is too old");
      }
    }
  }

  private void listen(Listen listen, Pointer at) {
    SortedSet<Protocol> protocols = new TreeSet<>();
    switch (listen) {
      case Listen.OnVirtualIp address -> protocols.add(address.effectiveProtocol());
      case Listen.OnFirewallMark mark -> {
        mark.match().stream().map(MarkMatch::effectiveProtocol).forEach(p -> protocols.add(p));
        if (!mark.match().isEmpty() && can.packetFilter().isEmpty()) {
          cannot(at.then("match"), NFTABLES);
        }
      }
    }
    for (Protocol protocol : protocols) {
      if (lacks(can.protocols(), protocol)) {
        cannot(
            at,
            "balances no "
                + protocol
                + ": its ip_vs is built without CONFIG_IP_VS_PROTO_"
                + protocol);
      }
    }
    if (on.familyOf(listen) == AddressFamily.IPV6 && !can.ipv6()) {
      cannot(at, "balances no IPv6: its ip_vs is built without CONFIG_IP_VS_IPV6");
    }
  }

  private static void realServer(
      Examination on,
      String serviceName,
      DeclaredService service,
      String name,
      DeclaredRealServer server) {
    NodeId node = server.node();
    IpAddress address = on.addresses.get(new ServerRef(serviceName, name));
    AddressFamily family = on.familyOf(service.settings().listen());
    if (node == null
        || address == null
        || family == null
        || !on.document.hasAgent(node)
        || on.isDirector(node)) {
      return;
    }
    CapabilityRules host = new CapabilityRules(on, node);
    if (host.isKnown()) {
      host.realServer(
          service,
          server,
          address,
          family,
          Pointer.of("virtualServices", serviceName, "realServers", name, "node"));
    }
  }

  private void realServer(
      DeclaredService service,
      DeclaredRealServer server,
      IpAddress address,
      AddressFamily family,
      Pointer at) {
    ForwardingMethod method = server.effectiveForwarding(service.settings());
    if (!method.keepsPort()) {
      return;
    }
    HostSettings host = on.document.host(node);
    boolean rules =
        family == AddressFamily.IPV4 && host.effectiveArp() == HostSettings.ArpMethod.NFTABLES;
    boolean heldOnTunnel = false;
    if (method == ForwardingMethod.TUNNELING) {
      TunnelEnd end = new TunnelEnd(server.effectiveTunnel(service.settings()), address, family);
      rules |= end.segmentLimit() > 0;
      heldOnTunnel = family == AddressFamily.IPV4;
      device(end.kind(), at);
    }
    if (host.effectiveHold() == HostSettings.Hold.DUMMY && !heldOnTunnel) {
      device(Device.Kind.DUMMY, at);
    }
    if (rules && can.packetFilter().isEmpty()) {
      cannot(
          at,
          method == ForwardingMethod.TUNNELING
              ? NFTABLES + "; without it, write tunnel.segmentLimit: 0 and arp: sysctl"
              : NFTABLES + "; without it, write arp: sysctl");
    }
  }

  private void device(Device.Kind kind, Pointer at) {
    if (lacks(can.devices(), kind)) {
      cannot(at, "makes no " + kind.word() + " device (modprobe " + module(kind) + ")");
    }
  }

  private static String module(Device.Kind kind) {
    return switch (kind) {
      case DUMMY, IPIP, SIT -> kind.word();
      case IP6TNL -> "ip6_tunnel";
      case GRE -> "ip_gre";
      case IP6GRE -> "ip6_gre";
    };
  }

  /// A list that is empty was not readable.
  private static <T> boolean lacks(SortedSet<T> all, T one) {
    return !all.isEmpty() && !all.contains(one);
  }

  private void cannot(Pointer at, String what) {
    on.violation(Rule.NODE_CANNOT, at, "node " + node + ": " + what);
  }
}
