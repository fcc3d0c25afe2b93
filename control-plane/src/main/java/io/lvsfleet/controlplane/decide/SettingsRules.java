package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.DeclaredMember;
import io.lvsfleet.controlplane.declared.DeclaredNat;
import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.controlplane.declared.Pointer;
import io.lvsfleet.controlplane.declared.Rule;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cluster as a whole.
final class SettingsRules {

  private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

  private SettingsRules() {}

  /// After the real servers have got their addresses.
  static void examine(Examination on) {
    nat(on);
    if (on.document.settings().connectionSync() != null) {
      mixedTunnels(on);
    }
  }

  private static void nat(Examination on) {
    DeclaredNat nat = on.document.settings().nat();
    if (nat == null) {
      return;
    }
    Pointer at = Pointer.of("nat", "to");
    Set<AddressFamily> seen = EnumSet.noneOf(AddressFamily.class);
    for (IpAddress to : nat.to()) {
      AddressFamily family = to.family();
      String objection = Unicast.objection(to);
      if (objection != null) {
        on.violation(Rule.USABLE_ADDRESS, at, to + " " + objection);
      } else if (!seen.add(family)) {
        on.violation(Rule.NAT_ADDRESS, at, to + " is the second " + family + " address");
      } else if (nat.source().stream().noneMatch(source -> source.family() == family)) {
        on.violation(Rule.NAT_ADDRESS, at, to + " is " + family + ", none of the sources is");
      }
    }
    for (DeclaredMember member : on.document.members()) {
      String release = on.knownNodes.kernelRelease(member.node());
      if (before59(release)) {
        on.warning(
            Rule.PORT_REUSE_DELAY, Pointer.of("nat"), member.node() + " runs Linux " + release);
      }
    }
  }

  /// Whether it is a release before 5.9, in which "ipvs: allow connection reuse for unconfirmed
  /// conntrack" (f0a5e4d7a594) came.
  private static boolean before59(String release) {
    Matcher matcher = RELEASE.matcher(release);
    if (!matcher.matches()) {
      return false;
    }
    int major = Integer.parseInt(matcher.group(1));
    return major < 5 || (major == 5 && Integer.parseInt(matcher.group(2)) < 9);
  }

  /// `ip_vs_add_dest` and `start_sync_thread` both answer EINVAL when the other is there.
  private static void mixedTunnels(Examination on) {
    on.document
        .services()
        .forEach((serviceName, service) -> {
          AddressFamily family = on.familyOf(service.settings().listen());
          service
              .realServers()
              .forEach((name, server) -> {
                IpAddress address =
                    server.target() instanceof Target.AtAddress(IpAddress written)
                        ? written
                        : on.addresses.get(new ServerRef(serviceName, name));
                if (server.effectiveForwarding(service.settings()) == ForwardingMethod.TUNNELING
                    && family != null
                    && address != null
                    && address.family() != family) {
                  on.violation(
                      Rule.SYNC_EXCLUDES_MIXED_TUNNELS,
                      Pointer.of("directors", "connectionSync"),
                      "the tunnel to real server "
                          + serviceName
                          + "/"
                          + name
                          + " carries "
                          + family
                          + " in "
                          + address.family());
                }
              });
        });
  }
}
