package io.lvsfleet.agent.vrrp;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.ConnectionSync;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A pair in NAT: service address on `eth0`, gateway address on `eth1`.
final class VrrpFixtures {

  static final LocalAddress VIP = new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24);
  static final LocalAddress GATEWAY = new LocalAddress("eth1", IpAddress.parse("192.168.0.1"), 24);
  static final ConnectionSync SYNC =
      new ConnectionSync(
          "eth1",
          7,
          1472,
          SyncDaemon.DEFAULT_GROUP,
          SyncDaemon.DEFAULT_PORT,
          SyncDaemon.DEFAULT_TTL);

  private VrrpFixtures() {}

  static VrrpInstance instance(
      String interfaceName, int id, int priority, Duration interval, LocalAddress address) {
    return instance(3, interfaceName, id, priority, interval, null, address);
  }

  static VrrpInstance instance(
      int version,
      String interfaceName,
      int id,
      int priority,
      Duration interval,
      @Nullable String password,
      LocalAddress address) {
    return new VrrpInstance(
        version,
        id,
        interfaceName,
        address.address().family(),
        priority,
        interval,
        Sorted.set(),
        null,
        password,
        Sorted.set(List.of(address)),
        Sorted.set(),
        true);
  }

  static SortedMap<String, VrrpInstance> one(int priority, Duration interval) {
    return Sorted.map(Map.of("outside", instance("eth0", 51, priority, interval, VIP)));
  }

  static SortedMap<String, VrrpInstance> both(int priority, Duration interval) {
    return Sorted.map(
        Map.of(
            "outside",
            instance("eth0", 51, priority, interval, VIP),
            "inside",
            instance("eth1", 52, priority, interval, GATEWAY)));
  }

  static VrrpConfig config(SortedMap<String, VrrpInstance> instances) {
    return new VrrpConfig(Failover.of(instances), Announcing.DEFAULT);
  }

  static VrrpConfig noPreempt(SortedMap<String, VrrpInstance> instances) {
    return config(instances, false, Duration.ZERO, List.of(), null, Duration.ZERO);
  }

  static VrrpConfig config(
      SortedMap<String, VrrpInstance> instances,
      boolean preempt,
      Duration preemptDelay,
      List<Tracker> trackers,
      @Nullable ConnectionSync sync,
      Duration catchUp) {
    return new VrrpConfig(
        new Failover(
            instances,
            preempt,
            preemptDelay,
            Duration.ZERO,
            Sorted.set(trackers),
            sync,
            catchUp,
            false,
            null),
        Announcing.DEFAULT);
  }

  static VrrpConfig ordered(VrrpConfig from, boolean maintenance, @Nullable String handover) {
    Failover old = from.failover();
    return new VrrpConfig(
        new Failover(
            old.instances(),
            old.preempt(),
            old.preemptDelay(),
            old.startDelay(),
            old.trackers(),
            old.sync(),
            old.catchUp(),
            maintenance,
            handover),
        from.announcing());
  }

  /// Both interfaces of a director, whose addresses end in its number.
  static SortedMap<String, VrrpEvent.Link> links(int number, boolean up) {
    SortedMap<String, VrrpEvent.Link> links = new TreeMap<>();
    links.put("eth0", link("10.0.0." + number, "fe80::" + number, up));
    links.put("eth1", link("192.168.0." + (200 + number), "fe80::1:" + number, up));
    return links;
  }

  private static VrrpEvent.Link link(String ipv4, String ipv6, boolean up) {
    return new VrrpEvent.Link(up, List.of(IpAddress.parse(ipv4), IpAddress.parse(ipv6)));
  }
}
