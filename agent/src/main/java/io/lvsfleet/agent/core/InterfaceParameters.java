package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.readiness.Silence;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Forwarding;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Some parameters mean nothing without those of whatever interfaces there are, so that these are
/// looked at along with them without being asked for by name.
public final class InterfaceParameters {

  private static final List<String> ROUTER =
      List.of(
          "net.ipv4.conf.%s.forwarding",
          "net.ipv6.conf.%s.forwarding", "net.ipv6.conf.%s.accept_ra");

  private InterfaceParameters() {}

  /// @param interfaces all there are
  /// @param arp on which neighbours may ask
  public static SortedSet<SysctlKey> alongWith(
      Set<SysctlKey> asked, Collection<String> interfaces, Collection<String> arp) {
    SortedSet<SysctlKey> all = new TreeSet<>(Silence.alongWith(asked, arp));
    for (String name : interfaces) {
      for (String parameter : ROUTER) {
        String full = parameter.formatted(name.replace('.', '/'));
        if (SysctlKey.valid(full) && Forwarding.follows(new SysctlKey(full), asked)) {
          all.add(new SysctlKey(full));
        }
      }
    }
    return all;
  }

  /// Whether these need others of [#alongWith].
  public static boolean concern(Set<SysctlKey> asked) {
    return Silence.concerns(asked) || asked.stream().anyMatch(Forwarding::is);
  }

  /// Whether it came along with these.
  static boolean cameWith(Set<SysctlKey> asked, SysctlKey key) {
    return Silence.cameWith(asked, key) || (!asked.contains(key) && Forwarding.follows(key, asked));
  }
}
