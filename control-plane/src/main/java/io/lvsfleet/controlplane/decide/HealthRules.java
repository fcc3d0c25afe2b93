package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredService;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.controlplane.declared.ServiceHealth;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Weight;

/// What services say about the weights of their real servers.
final class HealthRules {

  private HealthRules() {}

  static void examine(Examination on) {
    on.document
        .services()
        .forEach((name, service) -> {
          Pointer at = Pointer.of("virtualServices", name);
          if (policy(on, service, at)) {
            quorum(on, service, at);
          }
          sorryServer(on, name, service, at);
        });
  }

  /// Whether nothing is wrong with it.
  private static boolean policy(Examination on, DeclaredService service, Pointer at) {
    try {
      service.settings().health().effective(service.settings().effectiveOnFailure(), null);
      return true;
    } catch (IllegalArgumentException e) {
      on.violation(Rule.HEALTH_POLICY, at, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static void quorum(Examination on, DeclaredService service, Pointer at) {
    ServiceHealth health = service.settings().health();
    if (!health.options().has("quorum")) {
      return;
    }
    Quorum quorum = health.quorum();
    long needed = (long) quorum.up() + quorum.hysteresis();
    long weights =
        service.realServers().values().stream()
            .mapToLong(server -> {
              Weight weight = server.weight();
              return weight == null ? 1 : weight.value();
            })
            .sum();
    if (needed > weights) {
      on.violation(
          Rule.QUORUM_REACHABLE,
          at.then("quorum"),
          "a quorum is gained with a weight of "
              + needed
              + ", and all real servers together have "
              + weights);
    }
  }

  private static void sorryServer(
      Examination on, String name, DeclaredService service, Pointer at) {
    ServiceHealth health = service.settings().health();
    if (!health.options().has("sorryServer")) {
      return;
    }
    Pointer where = at.then("sorryServer");
    String text = health.sorryAddress();
    if (text == null) {
      on.violation(Rule.REQUIRED, where.then("address"), "where the sorry server is");
      return;
    }
    IpAddress address = IpAddress.tryParse(text).orElse(null);
    if (address == null) {
      on.violation(
          Rule.ADDRESS, where.then("address"), "\"" + text + "\" is not an IPv4 or IPv6 address");
      return;
    }
    Listen listen = service.settings().listen();
    int servicePort = listen instanceof Listen.OnVirtualIp on1 ? on1.port() : 0;
    int port = health.sorryPort(servicePort);
    if (port != servicePort && service.settings().forwarding() != ForwardingMethod.MASQUERADING) {
      on.violation(
          Rule.DR_KEEPS_PORT,
          where.then("port"),
          "DR and tunnel keep the port " + servicePort + ", so the sorry server has it too");
    }
    if (on.familyOf(listen) != null
        && address.family() != on.familyOf(listen)
        && service.settings().forwarding() != ForwardingMethod.TUNNELING) {
      on.violation(
          Rule.FAMILY_MISMATCH,
          where.then("address"),
          address + " is not of the service's address family");
    }
    service
        .realServers()
        .forEach((server, declared) -> {
          if (address.equals(on.addresses.get(new ServerRef(name, server)))
              && port == declared.effectivePort(listen)) {
            on.violation(
                Rule.SORRY_SERVER,
                where.then("address"),
                address.withPort(port) + " is real server " + server + " already");
          }
        });
  }
}
