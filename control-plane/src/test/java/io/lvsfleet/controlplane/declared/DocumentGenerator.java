package io.lvsfleet.controlplane.declared;

import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Ipv6Address;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Documents from a seed. Small colliding name spaces, so that two documents often share objects.
public final class DocumentGenerator {

  private final Random random;

  public DocumentGenerator(Random random) {
    this.random = random;
  }

  /// Any well-formed document, whether its parts make sense together or not.
  public ClusterDocument any() {
    SortedMap<NodeId, DeclaredNode> nodes = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      SortedMap<String, IpAddress> addresses = new TreeMap<>();
      for (int a = random.nextInt(3); a > 0; a--) {
        addresses.put("a" + random.nextInt(3), address());
      }
      nodes.put(node(), new DeclaredNode(addresses, maybe(random::nextBoolean)));
    }
    SortedMap<String, DeclaredVirtualIp> vips = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      IpAddress address = address();
      vips.put(
          "v" + random.nextInt(4),
          new DeclaredVirtualIp(
              address,
              maybe(() -> 1 + random.nextInt(address.family().bits())),
              maybe(() -> "eth" + random.nextInt(2))));
    }
    SortedMap<String, DeclaredService> services = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      services.put("s" + random.nextInt(4), service());
    }
    return new ClusterDocument(
        nodes, List.of(new DeclaredMember(node(), maybe(() -> "bond0.10"))), vips, services);
  }

  private DeclaredService service() {
    boolean ownChecks = random.nextBoolean();
    SortedMap<String, DeclaredCheck> checks = new TreeMap<>();
    for (int i = ownChecks ? random.nextInt(3) : 0; i > 0; i--) {
      checks.put("c" + random.nextInt(3), check());
    }
    SortedMap<String, DeclaredRealServer> servers = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      servers.put("r" + random.nextInt(5), realServer());
    }
    SortedSet<SchedulerFlag> flags = new TreeSet<>();
    for (SchedulerFlag flag : SchedulerFlag.values()) {
      if (random.nextInt(4) == 0) {
        flags.add(flag);
      }
    }
    return new DeclaredService(
        new ServiceSettings(
            listen(),
            maybe(() -> one(Scheduler.values())),
            flags,
            method(),
            maybe(this::persistence),
            maybe(random::nextBoolean),
            maybe(() -> one(OnFailure.values())),
            ownChecks),
        checks,
        servers);
  }

  private Listen listen() {
    return random.nextInt(4) == 0
        ? new Listen.OnFirewallMark(
            1 + (random.nextLong() & 0xffff_fffeL), maybe(() -> one(AddressFamily.values())))
        : new Listen.OnVirtualIp(
            "v" + random.nextInt(4), maybe(() -> one(Protocol.values())), random.nextInt(65_536));
  }

  private DeclaredPersistence persistence() {
    return new DeclaredPersistence(
        maybe(() -> Duration.ofSeconds(random.nextInt(1000))),
        maybe(() -> random.nextInt(129)),
        maybe(() -> "sip"));
  }

  private DeclaredCheck check() {
    return new DeclaredCheck(
        maybe(() -> one(DeclaredCheck.From.values())),
        maybe(() -> 1 + random.nextInt(65_535)),
        maybe(() -> Duration.ofMillis(random.nextInt(10_000))),
        maybe(() -> Duration.ofMillis(1000L * random.nextInt(10))),
        maybe(() -> 1 + random.nextInt(100)),
        maybe(() -> 1 + random.nextInt(100)));
  }

  private DeclaredRealServer realServer() {
    Target target =
        random.nextBoolean() ? new Target.OnNode(node()) : new Target.AtAddress(address());
    return new DeclaredRealServer(
        target,
        maybe(() -> random.nextInt(65_536)),
        maybe(() -> new Weight(random.nextInt(65_536))),
        maybe(this::method),
        maybe(() ->
            new DeclaredTunnel(
                maybe(() -> one(Tunnel.Type.values())),
                maybe(() -> 1 + random.nextInt(65_535)),
                maybe(() -> one(Tunnel.Checksum.values())))),
        maybe(() -> random.nextInt(Integer.MAX_VALUE)),
        maybe(() -> random.nextInt(Integer.MAX_VALUE)));
  }

  private ForwardingMethod method() {
    return one(
        ForwardingMethod.MASQUERADING, ForwardingMethod.TUNNELING, ForwardingMethod.DIRECT_ROUTING);
  }

  private NodeId node() {
    return new NodeId(one("n1", "n2", "n3", "no", "10", "true", "0x1f", "1e3"));
  }

  private IpAddress address() {
    return random.nextBoolean()
        ? new Ipv4Address(random.nextInt())
        : new Ipv6Address(random.nextLong(), random.nextLong());
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
