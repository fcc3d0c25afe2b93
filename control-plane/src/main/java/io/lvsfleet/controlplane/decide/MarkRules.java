package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Listen;
import io.lvsfleet.controlplane.declared.MarkMatch;
import io.lvsfleet.controlplane.declared.MarkMatch.Destination;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.PortRange;
import io.lvsfleet.controlplane.declared.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Packets that the director marks itself.
final class MarkRules {

  /// Each is compared with every other one, and is a rule that packets pass.
  static final int MAX_MATCHES = 1000;

  private record Found(String service, MarkMatch match, AddressRange addresses, Pointer at) {
    boolean overlaps(Found other) {
      return match.effectiveProtocol() == other.match.effectiveProtocol()
          && addresses.overlaps(other.addresses)
          && match.effectivePorts().stream()
              .anyMatch(ports -> meets(ports, other.match.effectivePorts()));
    }

    private static boolean meets(PortRange ports, List<PortRange> others) {
      return others.stream().anyMatch(ports::overlaps);
    }
  }

  private final Examination on;
  private final Others others;
  private final List<Found> found = new ArrayList<>();

  private MarkRules(Examination on) {
    this.on = on;
    this.others = new Others(on);
  }

  static void examine(Examination on) {
    int matches =
        on.document.services().values().stream()
            .mapToInt(service ->
                service.settings().listen() instanceof Listen.OnFirewallMark listen
                    ? listen.match().size()
                    : 0)
            .sum();
    if (matches > MAX_MATCHES) {
      on.violation(
          Rule.TOO_MANY,
          Pointer.of("virtualServices"),
          "a cluster has at most " + MAX_MATCHES + " matches, not " + matches);
      return;
    }
    MarkRules rules = new MarkRules(on);
    on.document
        .services()
        .forEach((name, service) -> {
          if (service.settings().listen() instanceof Listen.OnFirewallMark listen) {
            rules.examine(name, listen);
          }
        });
    rules.overlaps();
  }

  private void examine(String service, Listen.OnFirewallMark listen) {
    for (int i = 0; i < listen.match().size(); i++) {
      MarkMatch match = listen.match().get(i);
      Pointer at = Pointer.of("virtualServices", service, "listen", "match").then(i);
      AddressRange addresses = addresses(match, at);
      if (addresses == null) {
        continue;
      }
      if (addresses.family() != listen.effectiveFamily()) {
        on.violation(
            Rule.FAMILY_MISMATCH,
            at,
            addresses
                + " is "
                + addresses.family()
                + ", the service is "
                + listen.effectiveFamily()
                + "; write family");
        continue;
      }
      found.add(new Found(service, match, addresses, at));
    }
  }

  /// Null when it is not known, which is said.
  private @Nullable AddressRange addresses(MarkMatch match, Pointer at) {
    return switch (match.destination()) {
      case Destination.ToVirtualIp(String name) -> {
        DeclaredVirtualIp vip = on.document.virtualIps().get(name);
        if (vip == null && !on.damage.virtualIps().contains(name)) {
          on.violation(
              Rule.UNKNOWN_REFERENCE,
              at.then("virtualIp"),
              "there is no virtual IP \"" + name + "\" in this document");
        }
        yield vip == null ? null : vip.addresses();
      }
      case Destination.ToAddresses(AddressRange range) -> {
        Pointer where = at.then("addresses");
        others.range(range, where);
        yield range;
      }
    };
  }

  private void overlaps() {
    for (int i = 0; i < found.size(); i++) {
      for (int j = 0; j < i; j++) {
        Found one = found.get(i);
        Found other = found.get(j);
        if (!one.service().equals(other.service()) && one.overlaps(other)) {
          on.violation(
              Rule.MATCH_UNIQUE,
              one.at(),
              "service " + other.service() + " matches some of these packets already");
        }
      }
    }
  }
}
