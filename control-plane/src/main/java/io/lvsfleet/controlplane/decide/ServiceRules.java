package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredPersistence;
import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.ServiceSettings;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Virtual services.
final class ServiceRules {

  private ServiceRules() {}

  static void examine(Examination on) {
    Map<VirtualServiceKey, String> seen = new HashMap<>();
    on.document
        .services()
        .forEach((name, service) -> {
          Pointer at = Pointer.of("virtualServices", name);
          reference(on, service.settings().listen(), at);
          VirtualServiceKey key = key(on, service.settings().listen());
          String twin = key == null ? null : seen.putIfAbsent(key, name);
          if (twin != null) {
            on.violation(
                Rule.SERVICE_UNIQUE,
                at.then("listen"),
                "virtual service " + twin + " listens there already (" + key + ")");
          }
          settings(on, service.settings(), at);
          tunnelIsUsed(on, service, at);
        });
  }

  private static void reference(Examination on, Listen listen, Pointer at) {
    DeclaredVirtualIp vip = on.virtualIpOf(listen);
    if (vip != null && vip.isRange()) {
      on.violation(
          Rule.RANGE_NEEDS_FIREWALL_MARK,
          at.then("listen").then("virtualIp"),
          vip.addresses() + " is a range; write listen: {match: [{virtualIp: …, ports: …}]}");
    }
    if (listen instanceof Listen.OnVirtualIp(String virtualIp, _, _)
        && !on.document.virtualIps().containsKey(virtualIp)
        && !on.damage.virtualIps().contains(virtualIp)) {
      on.violation(
          Rule.UNKNOWN_REFERENCE,
          at.then("listen").then("virtualIp"),
          "there is no virtual IP \"" + virtualIp + "\" in this document");
    }
  }

  private static @Nullable VirtualServiceKey key(Examination on, Listen listen) {
    DeclaredVirtualIp vip = on.virtualIpOf(listen);
    return switch (listen) {
      case Listen.OnVirtualIp at ->
          vip == null
              ? null
              : new VirtualServiceKey.AddressKey(at.effectiveProtocol(), vip.address(), at.port());
      case Listen.OnFirewallMark mark -> {
        Long written = mark.mark();
        yield written == null
            ? null
            : new VirtualServiceKey.FirewallMarkKey(mark.effectiveFamily(), written);
      }
    };
  }

  private static void settings(Examination on, ServiceSettings settings, Pointer at) {
    if (!settings.flags().isEmpty() && !settings.effectiveScheduler().takesFlags()) {
      on.violation(
          Rule.SCHEDULER_FLAGS,
          at.then("schedulerFlags"),
          "the scheduler "
              + settings.effectiveScheduler().kernelName()
              + " has no flags, only sh and mh have");
    }
    if (settings.isOnePacket()
        && settings.listen() instanceof Listen.OnVirtualIp listen
        && listen.effectiveProtocol() != Protocol.UDP) {
      on.violation(
          Rule.ONE_PACKET_UDP_ONLY,
          at.then("onePacket"),
          "one-packet scheduling is for UDP, this service is " + listen.effectiveProtocol());
    }
    if (settings.isOnePacket()
        && settings.listen() instanceof Listen.OnFirewallMark mark
        && !mark.match().isEmpty()
        && !mark.only(Protocol.UDP)) {
      on.violation(
          Rule.ONE_PACKET_UDP_ONLY,
          at.then("onePacket"),
          "one-packet scheduling is for UDP, this service matches other packets too");
    }
    tunnel(on, settings, at);
    DeclaredPersistence persistence = settings.persistence();
    if (settings.listen() instanceof Listen.OnVirtualIp listen
        && listen.port() == 0
        && (persistence == null || persistence.effectiveTimeout().isZero())) {
      on.violation(
          Rule.PORT_ZERO_NEEDS_PERSISTENCE,
          at.then("listen").then("port"),
          "a service on every port needs persistence, or a client's connections are torn apart");
    }
    if (persistence != null) {
      persistence(on, persistence, settings.listen(), at.then("persistence"));
    }
  }

  private static void persistence(
      Examination on, DeclaredPersistence persistence, Listen listen, Pointer at) {
    Duration timeout = persistence.effectiveTimeout();
    if (timeout.toNanosPart() != 0 || timeout.compareTo(Persistence.MAX_TIMEOUT) > 0) {
      on.violation(
          Rule.PERSISTENCE_LIMITS,
          at.then("timeout"),
          "a persistence timeout is 0s or 1 s to 31 days in whole seconds, not "
              + timeout.toMillis()
              + " ms");
    }
    AddressFamily family = on.familyOf(listen);
    Integer prefixLength = persistence.prefixLength();
    // The kernel takes 1 to 128 for IPv6 (ip_vs_add_service in ip_vs_ctl.c).
    if (family != null
        && prefixLength != null
        && (prefixLength > family.bits() || (prefixLength == 0 && family == AddressFamily.IPV6))) {
      on.violation(
          Rule.PERSISTENCE_LIMITS,
          at.then("prefixLength"),
          "a client network of this service has a prefix length of at most "
              + family.bits()
              + ", not "
              + prefixLength);
    }
    if (persistence.engine() != null && !isUdp(listen)) {
      on.violation(
          Rule.PERSISTENCE_LIMITS,
          at.then("engine"),
          "the persistence engine " + persistence.engine() + " is for UDP services");
    }
  }

  private static boolean isUdp(Listen listen) {
    return switch (listen) {
      case Listen.OnVirtualIp address -> address.effectiveProtocol() == Protocol.UDP;
      case Listen.OnFirewallMark mark -> mark.only(Protocol.UDP);
    };
  }

  private static void tunnelIsUsed(Examination on, DeclaredService service, Pointer at) {
    ServiceSettings settings = service.settings();
    if (settings.tunnel() != null
        && settings.forwarding() != ForwardingMethod.TUNNELING
        && service.realServers().values().stream()
            .noneMatch(s -> s.effectiveForwarding(settings) == ForwardingMethod.TUNNELING)) {
      on.violation(
          Rule.TUNNEL_SETTINGS,
          at.then("tunnel"),
          "tunnel settings are for forwarding: tunnel only");
    }
  }

  private static void tunnel(Examination on, ServiceSettings settings, Pointer at) {
    DeclaredTunnel tunnel = settings.tunnel();
    if (tunnel != null) {
      RealServerRules.tunnel(on, tunnel, at.then("tunnel"));
    }
  }
}
