package io.lvsfleet.agent.core.readiness;

import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.SysctlKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How the kernel reads a parameter. Of some per-interface parameters it uses the greater of
/// `conf/all` and `conf/INTERFACE` (`IN_DEV_MAXCONF` in `linux/inetdevice.h`), so that the value
/// written is not always the value in force.
///
/// @param overriding the parameter that may lift this one; null when there is none
record Parameter(SysctlKey key, @Nullable SysctlKey overriding, Rule rule) {

  /// When a value in force is good enough.
  enum Rule {
    EXACT,
    /// `arp_ignore` keeps an address of another interface silent in the modes 1, 2 and 8; 3 does so
    /// for addresses of scope host only and the others are not used (`arp_ignore` in
    /// `net/ipv4/arp.c`).
    ARP_IGNORE,
    /// `rp_filter` has its modes in another order: 0 lets everything through, 2 what has any way
    /// back, 1 only what came that way (same place).
    NOT_STRICTER
  }

  /// Nobody asks there.
  private static final String ON_LOOPBACK = "net.ipv4.conf.lo.";

  private static final Pattern MAXIMUM =
      Pattern.compile("net\\.ipv4\\.conf\\.([^.]+)\\.(arp_ignore|arp_announce|rp_filter)");

  static Parameter of(SysctlKey key) {
    Matcher matcher = MAXIMUM.matcher(key.name());
    if (!matcher.matches()) {
      return new Parameter(key, null, Rule.EXACT);
    }
    SysctlKey all =
        matcher.group(1).equals("all")
            ? null
            : new SysctlKey("net.ipv4.conf.all." + matcher.group(2));
    return new Parameter(
        key,
        all,
        switch (matcher.group(2)) {
          case "arp_ignore" -> Rule.ARP_IGNORE;
          case "rp_filter" -> Rule.NOT_STRICTER;
          default -> Rule.EXACT; // arp_announce: modes above 2 count as 0 (`arp_solicit`)
        });
  }

  /// What keeps a parameter from being good enough; of the ARP parameters of all interfaces, on
  /// each interface that is known.
  static List<Precondition> missing(
      SysctlKey key, String needed, SortedMap<SysctlKey, String> observed) {
    List<Precondition> missing = new ArrayList<>();
    boolean byInterface = false;
    for (SysctlKey one : observed.keySet()) {
      if (Silence.cameWith(Set.of(key), one) && !one.name().startsWith(ON_LOOPBACK)) {
        byInterface = true;
        of(one).missing(needed, observed, missing);
      }
    }
    if (!byInterface) {
      of(key).missing(needed, observed, missing);
    }
    return missing;
  }

  private void missing(
      String needed, SortedMap<SysctlKey, String> observed, List<Precondition> missing) {
    String seen = seen(observed);
    if (!satisfies(seen, needed)) {
      // The one to change: raising `all` is enough unless the interface is above it already.
      SysctlKey named =
          overriding != null && seen.equals(observed.get(overriding)) ? overriding : key;
      Precondition one = new Precondition(named.name(), seen, needed);
      if (!missing.contains(one)) {
        missing.add(one);
      }
    }
  }

  /// The value in force, as far as the parameters at hand tell.
  String seen(SortedMap<SysctlKey, String> observed) {
    String own = observed.getOrDefault(key, "absent");
    String lifting = overriding == null ? null : observed.get(overriding);
    if (lifting == null) {
      return own;
    }
    OptionalInt a = number(own);
    OptionalInt b = number(lifting);
    boolean lifted = a.isPresent() && b.isPresent() && b.getAsInt() > a.getAsInt();
    return lifted ? lifting : own;
  }

  boolean satisfies(String seen, String needed) {
    OptionalInt a = number(seen);
    OptionalInt b = number(needed);
    if (a.isEmpty() || b.isEmpty()) {
      return seen.equals(needed);
    }
    return switch (rule) {
      case EXACT -> seen.equals(needed);
      case ARP_IGNORE -> silent(a.getAsInt()) || !silent(b.getAsInt());
      case NOT_STRICTER -> strictness(a.getAsInt()) <= strictness(b.getAsInt());
    };
  }

  private static boolean silent(int arpIgnoreMode) {
    return arpIgnoreMode == 1 || arpIgnoreMode == 2 || arpIgnoreMode == 8;
  }

  private static int strictness(int reversePathMode) {
    return switch (reversePathMode) {
      case 0 -> 0;
      case 2 -> 1;
      default -> 2;
    };
  }

  private static OptionalInt number(String text) {
    return text.matches("-?[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
