package io.lvsfleet.reconcile;

import io.lvsfleet.model.SysctlKey;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What else changes when a host becomes a router, or ceases to be one.
///
/// The kernel then writes other parameters by itself: those of every interface, among others
/// (`inet_forward_change` in `net/ipv4/devinet.c`, `addrconf_fixup_forwarding` in
/// `net/ipv6/addrconf.c`). And it forgets the default routes that came with router advertisements,
/// but for interfaces whose `accept_ra` is 2 (`rt6_purge_dflt_routers` in `net/ipv6/route.c`).
public final class Forwarding {

  static final SysctlKey IPV4 = new SysctlKey("net.ipv4.ip_forward");
  static final SysctlKey IPV6 = new SysctlKey("net.ipv6.conf.all.forwarding");

  private static final Pattern FOLLOWS_IPV4 =
      Pattern.compile(
          "net\\.ipv4\\.conf\\.(?:(?!all\\.)[^.]+\\.forwarding|all\\.accept_redirects)");
  private static final Pattern FOLLOWS_IPV6 =
      Pattern.compile("net\\.ipv6\\.conf\\.(?!all\\.)[^.]+\\.forwarding");
  private static final Pattern ACCEPT_RA =
      Pattern.compile("net\\.ipv6\\.conf\\.(?!all\\.|default\\.)([^.]+)\\.accept_ra");

  /// Advertisements are heeded by whoever is no router.
  private static final String BY_HOSTS = "1";

  /// By routers too (`ipv6_accept_ra` in `include/net/addrconf.h`).
  static final String BY_ALL = "2";

  private Forwarding() {}

  /// Whether it makes the host a router.
  public static boolean is(SysctlKey key) {
    return key.equals(IPV4) || key.equals(IPV6);
  }

  /// Whether the kernel writes it by itself when the other one changes.
  static boolean follows(SysctlKey key, SysctlKey forwarding) {
    return (forwarding.equals(IPV4) && FOLLOWS_IPV4.matcher(key.name()).matches())
        || (forwarding.equals(IPV6) && FOLLOWS_IPV6.matcher(key.name()).matches());
  }

  /// Whether one of those that are written is why this one is what it is.
  public static boolean follows(SysctlKey key, Collection<SysctlKey> written) {
    return written.stream()
        .anyMatch(one ->
            follows(key, one) || (one.equals(IPV6) && ACCEPT_RA.matcher(key.name()).matches()));
  }

  /// Whether the kernel writes this value by itself along with forwarding of the same value.
  static boolean givesBack(SysctlKey forwarding, String value, SysctlKey key, String original) {
    return follows(key, forwarding) && key.name().endsWith(".forwarding") && value.equals(original);
  }

  /// What keeps the routes that came with advertisements, to be written before forwarding is.
  ///
  /// @param observed with both parameters of every interface
  static SortedMap<SysctlKey, String> keepingRoutes(SortedMap<SysctlKey, String> observed) {
    SortedMap<SysctlKey, String> keeping = new TreeMap<>();
    observed.forEach((key, value) -> {
      Matcher accept = ACCEPT_RA.matcher(key.name());
      if (accept.matches() && value.equals(BY_HOSTS)) {
        SysctlKey own = new SysctlKey("net.ipv6.conf." + accept.group(1) + ".forwarding");
        if ("0".equals(observed.get(own))) {
          keeping.put(key, BY_ALL);
        }
      }
    });
    return keeping;
  }

  /// Whether it keeps a route that would be lost with forwarding.
  static boolean keepsRoutes(SysctlKey key) {
    return ACCEPT_RA.matcher(key.name()).matches();
  }
}
