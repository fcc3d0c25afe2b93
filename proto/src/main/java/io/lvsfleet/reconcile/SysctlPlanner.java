package io.lvsfleet.reconcile;

import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The kernel parameters of a plan. Forwarding is written before all others, and what the kernel
/// overwrites with it ([Forwarding]) is remembered with it and comes back after it.
public final class SysctlPlanner {

  /// Not of an interface; those that are there are looked at as well.
  private static final Map<SysctlKey, List<SysctlKey>> COMPANIONS =
      Map.of(
          Forwarding.IPV4,
          List.of(
              new SysctlKey("net.ipv4.conf.all.accept_redirects"),
              new SysctlKey("net.ipv4.conf.default.forwarding")),
          Forwarding.IPV6,
          List.of(new SysctlKey("net.ipv6.conf.default.forwarding")));

  /// Those of an interface, with its name as `sysctl(8)` writes it.
  private static final Pattern OF_INTERFACE =
      Pattern.compile("net\\.ipv[46]\\.(?:conf|neigh)\\.([^.]+)\\..*");

  private static final Comparator<SysctlKey> FORWARDING_FIRST =
      Comparator.comparing((SysctlKey key) -> !Forwarding.is(key))
          .thenComparing(Comparator.naturalOrder());

  private final Planner planner;
  private final Ledger ledger;

  SysctlPlanner(Planner planner, Ledger ledger) {
    this.planner = planner;
    this.ledger = ledger;
  }

  /// What the kernel may write by itself when these are written; to be looked at together with
  /// them, as are those of interfaces for which [Forwarding#follows] holds.
  public static SortedSet<SysctlKey> companions(Collection<SysctlKey> written) {
    SortedSet<SysctlKey> all = new TreeSet<>();
    written.forEach(key -> all.addAll(COMPANIONS.getOrDefault(key, List.of())));
    return all;
  }

  /// Whether it goes away, or begins anew, with one of these interfaces.
  static boolean belongsTo(SysctlKey key, SortedSet<String> interfaces) {
    var matcher = OF_INTERFACE.matcher(key.name());
    return matcher.matches() && interfaces.contains(matcher.group(1).replace('/', '.'));
  }

  void set(SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    keepRoutes(observed, wanted);
    for (SysctlKey key : ordered(wanted.keySet())) {
      String found = observed.get(key);
      String value = wanted.get(key);
      if (found != null) {
        planner.intent.remember(key, found);
      }
      // A parameter this kernel lacks is tried all the same: its refusal is the error to show.
      if (value != null && !value.equals(found)) {
        observed.forEach((other, now) -> {
          if (Forwarding.follows(other, key)) {
            planner.intent.remember(other, now);
          }
        });
        planner.add(new SetSysctl(key, value));
      }
    }
  }

  private void keepRoutes(
      SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    if (!"1".equals(wanted.get(Forwarding.IPV6))) {
      return;
    }
    SortedMap<SysctlKey, String> keeping = new TreeMap<>();
    if (!"1".equals(observed.get(Forwarding.IPV6))) {
      keeping.putAll(Forwarding.keepingRoutes(observed));
    }
    for (SysctlKey own : ledger.sysctlOriginals().keySet()) {
      if (Forwarding.keepsRoutes(own)) {
        keeping.put(own, Forwarding.BY_ALL);
      }
    }
    keeping.forEach((key, value) -> {
      String found = observed.get(key);
      if (found != null && !found.equals(value) && !wanted.containsKey(key)) {
        planner.intent.remember(key, found);
        planner.add(new SetSysctl(key, value));
      }
    });
  }

  /// Only while it is known that nothing is held that the parameters keep silent.
  void restore(SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    Map<SysctlKey, String> forwarding = new HashMap<>(); // that is restored
    for (SysctlKey key : ordered(ledger.sysctlOriginals().keySet())) {
      String original = ledger.sysctlOriginals().get(key);
      String found = observed.get(key);
      if (original == null || wanted.containsKey(key) || Forwarding.follows(key, wanted.keySet())) {
        continue;
      }
      if (found == null) {
        planner.intent.forget(key); // gone with its interface
        continue;
      }
      boolean overwritten =
          forwarding.keySet().stream().anyMatch(one -> Forwarding.follows(key, one));
      boolean givenBack =
          forwarding.entrySet().stream()
              .anyMatch(one -> Forwarding.givesBack(one.getKey(), one.getValue(), key, original));
      if (givenBack) {
        continue; // and forgotten when it is seen to be back
      }
      if (!found.equals(original) || overwritten) {
        planner.add(new RestoreSysctl(key, original));
      } else {
        planner.intent.forget(key);
      }
      if (Forwarding.is(key) && !found.equals(original)) {
        forwarding.put(key, original);
      }
    }
  }

  private static List<SysctlKey> ordered(Collection<SysctlKey> keys) {
    List<SysctlKey> ordered = new ArrayList<>(keys);
    ordered.sort(FORWARDING_FIRST);
    return ordered;
  }
}
