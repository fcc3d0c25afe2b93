package io.lvsfleet.reconcile;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualServiceKey;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What an agent will have to do when one state takes the place of another, by the very comparison
/// it will make itself.
///
/// Only the node knows what was there before this product came. For a parameter that gets its
/// original back the word [#ORIGINAL] stands, for timeouts the kernel's defaults, and a route that
/// was somebody else's is only removed.
public final class Forecast {

  /// In place of the value a parameter had before it was first touched.
  public static final String ORIGINAL = "ORIGINAL";

  /// `IP_VS_*_TIMEOUT` in `net/netfilter/ipvs/ip_vs_proto_*.c`.
  private static final Timeouts DEFAULT_TIMEOUTS =
      new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));

  private Forecast() {}

  /// @param before whole in the kernel, and ours
  public static Plan between(KernelState before, KernelState after) {
    return Reconciler.plan(before, after, owning(before));
  }

  private static Ledger owning(KernelState state) {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services = new TreeMap<>();
    state
        .services()
        .forEach(
            (key, service) -> services.put(key, new TreeSet<>(service.realServers().keySet())));
    SortedMap<SysctlKey, String> originals = new TreeMap<>();
    state.sysctls().keySet().forEach(key -> originals.put(key, ORIGINAL));
    return new Ledger(
        new HostIdentity("", 0),
        services,
        state.addresses(),
        originals,
        state.settings().timeouts() == null ? null : DEFAULT_TIMEOUTS,
        new TreeSet<>(state.settings().syncDaemons().keySet()),
        new TreeSet<>(state.network().devices().keySet()),
        state.network().decapsulationPorts(),
        new TreeSet<>(state.network().routes().keySet()),
        Sorted.map());
  }
}
