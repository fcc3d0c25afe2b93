package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.AddressRange;
import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Virtual IPs.
final class VirtualIpRules {

  private VirtualIpRules() {}

  static void examine(Examination on) {
    Others others = new Others(on);
    Map<IpAddress, String> seen = new HashMap<>();
    Map<String, AddressRange> ranges = new LinkedHashMap<>();
    on.document
        .virtualIps()
        .forEach((name, vip) -> {
          Pointer at = Pointer.of("virtualIps", name, "address");
          String twin = vip.isRange() ? null : seen.putIfAbsent(vip.address(), name);
          if (twin != null) {
            on.violation(
                Rule.VIP_UNIQUE, at, vip.address() + " is virtual IP " + twin + " already");
          }
          gateway(on, vip, at);
          if (vip.isRange()) {
            if (network(on, vip, at)) {
              ranges.put(name, vip.addresses());
              others.range(vip.addresses(), at);
            }
            return;
          }
          usable(on, vip, at);
          placed(on, name, vip);
          String other = others.cluster(AddressRange.of(vip.address()));
          if (other != null) {
            on.violation(
                Rule.VIP_USED_BY_ANOTHER_CLUSTER,
                at,
                vip.address() + " is a virtual IP of cluster " + other);
          }
          String host = others.host(vip.address());
          if (host != null) {
            on.violation(Rule.VIP_IS_NOT_A_HOST, at, vip.address() + " is " + host);
          }
        });
    overlaps(on, ranges);
  }

  /// A range beside every other virtual IP. A route to it takes what is in it, whoever has it.
  private static void overlaps(Examination on, Map<String, AddressRange> ranges) {
    ranges.forEach((name, range) ->
        on.document
            .virtualIps()
            .forEach((otherName, other) -> {
              // A pair of ranges is told once, a pair with a single one at the range.
              boolean first = !other.isRange() || otherName.compareTo(name) < 0;
              boolean known = !other.isRange() || ranges.containsKey(otherName);
              if (first && known && !otherName.equals(name) && range.overlaps(other.addresses())) {
                on.violation(
                    Rule.VIP_UNIQUE,
                    Pointer.of("virtualIps", name, "address"),
                    range + " has addresses of virtual IP " + otherName);
              }
            }));
  }

  private static boolean network(Examination on, DeclaredVirtualIp vip, Pointer at) {
    Prefix network = Prefix.of(vip.address(), vip.effectivePrefixLength());
    if (network.address().equals(vip.address())) {
      return true;
    }
    on.violation(
        Rule.NETWORK,
        at,
        vip.address()
            + "/"
            + vip.effectivePrefixLength()
            + " has host bits; the range is "
            + network);
    return false;
  }

  private static void gateway(Examination on, DeclaredVirtualIp vip, Pointer at) {
    if (vip.effectiveUse() == DeclaredVirtualIp.Use.GATEWAY
        && vip.effectivePrefixLength() == vip.address().family().bits()) {
      on.violation(
          Rule.GATEWAY_NEEDS_NETWORK, at, vip.address() + " stands here without its network");
    }
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
