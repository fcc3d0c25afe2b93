package io.lvsfleet.model;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// How a director shares its addresses with others by VRRP. All its virtual routers form one sync
/// group: it is master of every one or of none, so that service addresses and the NAT gateway
/// address never part.
///
/// An address of an instance belongs to VRRP alone, whether or not it is also among
/// [DirectorState#virtualAddresses]; the other virtual addresses are held all the time.
///
/// @param instances by the name under which an operator knows each
/// @param preempt whether this director takes over from a living master of lower priority
/// @param preemptDelay how long it looks at that master first
/// @param startDelay how long after its start a director neither speaks nor takes over
/// @param sync null: connections are not synchronised; the sync daemons of [DirectorState#settings]
///   are nobody's business then
/// @param catchUp at most how long a director that has just become a backup waits for the master's
///   connections before it preempts; zero: it does not
/// @param maintenance lets go if it is master, and takes part with priority 1 from then on
/// @param handover names one order to hand over: a master that sees a new one lets go once. As long
///   as the order stands this director does not preempt.
public record Failover(
    SortedMap<String, VrrpInstance> instances,
    boolean preempt,
    Duration preemptDelay,
    Duration startDelay,
    SortedSet<Tracker> trackers,
    @Nullable ConnectionSync sync,
    Duration catchUp,
    boolean maintenance,
    @Nullable String handover) {

  public static final Duration LONGEST_DELAY = Duration.ofHours(1);

  public Failover {
    instances = Sorted.map(instances);
    trackers = Sorted.set(trackers);
    if (instances.isEmpty()) {
      throw new IllegalArgumentException("failover needs a virtual router");
    }
    instances.keySet().forEach(Name::require);
    requireDelay(preemptDelay, "preempt delay");
    requireDelay(startDelay, "start delay");
    requireDelay(catchUp, "time to catch up");
    Set<Object> seen = new HashSet<>();
    instances.forEach((name, instance) -> {
      if (!seen.add(new Link(instance))) {
        throw new IllegalArgumentException(
            name + ": id " + instance.virtualRouterId() + " is in use on its interface");
      }
      instance
          .held()
          .forEach(address -> {
            if (!seen.add(address)) {
              throw new IllegalArgumentException(
                  name + ": " + address + " is of two virtual routers");
            }
          });
    });
    if (handover != null && handover.isEmpty()) {
      throw new IllegalArgumentException("an order to hand over has a name");
    }
  }

  /// Where an id stands for one virtual router (RFC 9568 section 1.6).
  private record Link(String interfaceName, AddressFamily family, int virtualRouterId) {
    Link(VrrpInstance instance) {
      this(instance.interfaceName(), instance.family(), instance.virtualRouterId());
    }
  }

  /// With preemption and nothing else.
  public static Failover of(SortedMap<String, VrrpInstance> instances) {
    return new Failover(
        instances,
        true,
        Duration.ZERO,
        Duration.ZERO,
        Sorted.set(),
        null,
        Duration.ZERO,
        false,
        null);
  }

  /// All addresses that come and go with the master's part.
  public SortedSet<LocalAddress> addresses() {
    return Sorted.set(instances.values().stream().flatMap(VrrpInstance::held).toList());
  }

  private static void requireDelay(Duration delay, String what) {
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("a " + what + " is at most an hour, not " + delay);
    }
  }
}
