package io.lvsfleet.reconcile;

import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The kernel parameters of a plan.
///
/// Turning a host into a router makes the kernel write other parameters by itself
/// (`inet_forward_change` in `net/ipv4/devinet.c`, `addrconf_forward_change` in
/// `net/ipv6/addrconf.c`). So forwarding is written before all others, and what it overwrites is
/// remembered with it and comes back after it.
public final class SysctlPlanner {

  private static final SysctlKey IPV4_FORWARD = new SysctlKey("net.ipv4.ip_forward");
  private static final SysctlKey IPV6_FORWARD = new SysctlKey("net.ipv6.conf.all.forwarding");

  private static final List<SysctlKey> WITH_IPV4 =
      List.of(
          new SysctlKey("net.ipv4.conf.all.accept_redirects"),
          new SysctlKey("net.ipv4.conf.default.forwarding"));
  private static final List<SysctlKey> WITH_IPV6 =
      List.of(new SysctlKey("net.ipv6.conf.default.forwarding"));

  /// Those of an interface, with its name as `sysctl(8)` writes it.
  private static final Pattern OF_INTERFACE =
      Pattern.compile("net\\.ipv[46]\\.(?:conf|neigh)\\.([^.]+)\\..*");

  private static final Comparator<SysctlKey> FORWARDING_FIRST =
      Comparator.comparing((SysctlKey key) -> !forwarding(key))
          .thenComparing(Comparator.naturalOrder());

  private final Planner planner;
  private final Ledger ledger;

  SysctlPlanner(Planner planner, Ledger ledger) {
    this.planner = planner;
    this.ledger = ledger;
  }

  /// What the kernel may write by itself when these are written; to be looked at together with
  /// them.
  public static SortedSet<SysctlKey> companions(Collection<SysctlKey> written) {
    SortedSet<SysctlKey> all = new TreeSet<>();
    for (SysctlKey key : written) {
      all.addAll(companions(key));
    }
    return all;
  }

  private static List<SysctlKey> companions(SysctlKey key) {
    if (key.equals(IPV4_FORWARD)) {
      return WITH_IPV4;
    }
    return key.equals(IPV6_FORWARD) ? WITH_IPV6 : List.of();
  }

  private static boolean forwarding(SysctlKey key) {
    return key.equals(IPV4_FORWARD) || key.equals(IPV6_FORWARD);
  }

  /// Whether it goes away, or begins anew, with one of these interfaces.
  static boolean belongsTo(SysctlKey key, SortedSet<String> interfaces) {
    var matcher = OF_INTERFACE.matcher(key.name());
    return matcher.matches() && interfaces.contains(matcher.group(1).replace('/', '.'));
  }

  void set(SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    for (SysctlKey key : ordered(wanted.keySet())) {
      String found = observed.get(key);
      String value = wanted.get(key);
      if (found != null) {
        planner.intent.remember(key, found);
      }
      // A parameter this kernel lacks is tried all the same: its refusal is the error to show.
      if (value != null && !value.equals(found)) {
        rememberCompanions(key, observed);
        planner.add(new SetSysctl(key, value));
      }
    }
  }

  private void rememberCompanions(SysctlKey key, SortedMap<SysctlKey, String> observed) {
    for (SysctlKey companion : companions(key)) {
      String found = observed.get(companion);
      if (found != null) {
        planner.intent.remember(companion, found);
      }
    }
  }

  /// Only while it is known that nothing is held that the parameters keep silent.
  void restore(SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    SortedSet<SysctlKey> kept = companions(wanted.keySet());
    kept.addAll(wanted.keySet());
    SortedSet<SysctlKey> overwritten = new TreeSet<>();
    for (SysctlKey key : ordered(ledger.sysctlOriginals().keySet())) {
      String original = ledger.sysctlOriginals().get(key);
      String found = observed.get(key);
      if (original == null || kept.contains(key)) {
        continue;
      }
      if (found == null) {
        planner.intent.forget(key); // gone with its interface
      } else if (!found.equals(original)) {
        planner.add(new RestoreSysctl(key, original));
        overwritten.addAll(companions(key));
      } else if (overwritten.contains(key)) {
        planner.add(new RestoreSysctl(key, original)); // it is right until forwarding is written
      } else {
        planner.intent.forget(key);
      }
    }
  }

  private static List<SysctlKey> ordered(Collection<SysctlKey> keys) {
    List<SysctlKey> ordered = new ArrayList<>(keys);
    ordered.sort(FORWARDING_FIRST);
    return ordered;
  }
}
