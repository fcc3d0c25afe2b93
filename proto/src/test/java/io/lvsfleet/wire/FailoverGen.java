package io.lvsfleet.wire;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ConnectionSync;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.model.VrrpStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Draws what concerns VRRP.
final class FailoverGen {

  private final ModelGen gen;

  FailoverGen(ModelGen gen) {
    this.gen = gen;
  }

  Failover failover() {
    SortedMap<String, VrrpInstance> instances = new TreeMap<>();
    for (int i = gen.below(3); i >= 0; i--) {
      instances.put("router-" + i, instance(i));
    }
    SortedSet<Tracker> trackers = new TreeSet<>();
    for (int i = gen.below(4); i > 0; i--) {
      trackers.add(new Tracker(subject(), gen.below(507) - 253));
    }
    return new Failover(
        instances,
        gen.oneIn(2),
        delay(),
        delay(),
        trackers,
        gen.oneIn(2) ? null : sync(),
        delay(),
        gen.oneIn(4),
        gen.oneIn(3) ? "order-" + gen.below(100) : null);
  }

  /// @param number keeps ids and addresses of one director's apart
  private VrrpInstance instance(int number) {
    int version = 2 + gen.below(2);
    AddressFamily family = version == 3 && gen.oneIn(2) ? AddressFamily.IPV6 : AddressFamily.IPV4;
    String net = family == AddressFamily.IPV4 ? "10.0." + number + "." : "fd00:" + number + "::";
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    for (int i = gen.below(3); i >= 0; i--) {
      addresses.add(new LocalAddress("eth" + gen.below(2), IpAddress.parse(net + (100 + i)), 24));
    }
    SortedSet<IpAddress> peers = new TreeSet<>();
    for (int i = gen.below(3); i > 0; i--) {
      peers.add(IpAddress.parse(net + i));
    }
    return new VrrpInstance(
        version,
        1 + number * 80 + gen.below(80),
        "eth" + gen.below(2),
        family,
        1 + gen.below(255),
        version == 2
            ? Duration.ofSeconds(1 + gen.below(255))
            : Duration.ofMillis(10L * (1 + gen.below(4095))),
        peers,
        gen.oneIn(2) ? null : IpAddress.parse(net + "9"),
        version == 2 && gen.oneIn(2) ? "secret" : null,
        addresses,
        gen.oneIn(2)
            ? Sorted.set()
            : Sorted.set(
                List.of(new LocalAddress("eth2", IpAddress.parse("fd00:ff::" + (number + 1)), 64))),
        gen.oneIn(2));
  }

  private Tracker.Subject subject() {
    return switch (gen.below(6)) {
      case 0 -> new Tracker.Subject.Interface("eth1");
      case 1 -> new Tracker.Subject.RouteTo(Prefix.parse(gen.oneIn(2) ? "0.0.0.0/0" : "::/0"));
      case 2 -> new Tracker.Subject.NoFile("/run/lvs-fleet/step-back");
      case 3 -> new Tracker.Subject.LivingProcess("/run/haproxy.pid");
      case 4 -> new Tracker.Subject.IpvsProgrammable();
      default -> new Tracker.Subject.Quorum("http", 1 + gen.below(5));
    };
  }

  private ConnectionSync sync() {
    SyncDaemon daemon = gen.syncDaemon(SyncDaemon.Role.BACKUP);
    return new ConnectionSync(
        daemon.interfaceName(),
        daemon.syncId(),
        daemon.maxLength(),
        daemon.group(),
        daemon.port(),
        daemon.ttl());
  }

  private Duration delay() {
    return gen.oneIn(2) ? Duration.ZERO : Duration.ofMillis(gen.below(3_600_001));
  }

  FailoverStatus status() {
    SortedMap<String, VrrpStatus> instances = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      instances.put("router-" + i, vrrpStatus());
    }
    List<FailoverStatus.Transition> transitions = new ArrayList<>();
    for (int i = gen.below(3); i > 0; i--) {
      transitions.add(new FailoverStatus.Transition(instant(), state(), state(), "because " + i));
    }
    return new FailoverStatus(
        state(),
        instant(),
        "no advertisement",
        instances,
        gen.oneIn(2),
        Duration.ofNanos(1000L * gen.below(1_000_000)),
        gen.oneIn(2) ? List.of() : List.of("interface eth1"),
        gen.oneIn(2) ? null : "order-1",
        transitions);
  }

  private VrrpStatus vrrpStatus() {
    IpAddress peer = gen.localAddress().address();
    return new VrrpStatus(
        gen.below(256),
        gen.oneIn(3) ? null : peer,
        gen.below(1000),
        gen.below(1000) * 4_000_000_000L,
        gen.below(1000),
        gen.oneIn(2)
            ? null
            : new VrrpStatus.Discard(
                instant(), peer, gen.pick(List.of(VrrpStatus.Reason.values())), "7 addresses"));
  }

  private FailoverStatus.State state() {
    return gen.pick(List.of(FailoverStatus.State.values()));
  }

  private Instant instant() {
    return Instant.ofEpochMilli(1_700_000_000_000L + gen.below(Integer.MAX_VALUE));
  }
}
