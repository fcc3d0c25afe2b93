package io.lvsfleet.model;

import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Draws model values. Everything comes from the seed, so a failing case is named by it alone.
///
/// Key spaces are small so that two draws often meet (the same service, another configuration); the
/// values are such that a kernel with every scheduler accepts them.
public final class ModelGen {

  private static final List<String> V4_SERVERS =
      List.of("10.0.0.21", "10.0.0.22", "10.0.0.23", "10.1.0.5");
  private static final List<String> V6_SERVERS = List.of("fd00:a::21", "fd00:a::22", "fd00:b::5");
  private static final List<String> V4_VIPS = List.of("10.0.0.100", "10.0.0.101");
  private static final List<String> V6_VIPS = List.of("fd00:a::100", "fd00:a::101");
  private static final List<String> DEVICES = List.of("lvs-dummy", "lvs-tunnel");
  private static final List<String> INTERFACES = List.of("lo", "eth0");
  private static final int[] SERVICE_PORTS = {0, 53, 80, 443};
  private static final int[] SERVER_PORTS = {80, 443, 8080};
  private static final int[] WEIGHTS = {0, 1, 100, Weight.MAX};
  private static final long[] MARKS = {1, 7, 0xffff_ffffL};
  private static final List<SysctlKey> SYSCTLS =
      List.of(
          new SysctlKey("net.ipv4.conf.all.arp_ignore"),
          new SysctlKey("net.ipv4.conf.all.arp_announce"),
          new SysctlKey("net.ipv4.ip_forward"));

  private final RandomGenerator random;
  private final List<Scheduler> schedulers;

  public ModelGen(long seed) {
    this(seed, List.of(Scheduler.values()));
  }

  /// For a kernel that has these schedulers only.
  public ModelGen(long seed, List<Scheduler> schedulers) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.schedulers = List.copyOf(schedulers);
  }

  /// A number from 0 up to the bound, without it.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// True once in so many draws.
  public boolean oneIn(int times) {
    return below(times) == 0;
  }

  public <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  private int pick(int[] from) {
    return from[below(from.length)];
  }

  public KernelState kernelState() {
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    for (SysctlKey key : SYSCTLS) {
      if (oneIn(2)) {
        sysctls.put(key, Integer.toString(below(3)));
      }
    }
    return new KernelState(services(6), addresses(4), sysctls, settings(), network());
  }

  public IpvsSettings settings() {
    SortedMap<SyncDaemon.Role, SyncDaemon> daemons = new TreeMap<>();
    for (SyncDaemon.Role role : SyncDaemon.Role.values()) {
      if (oneIn(3)) {
        daemons.put(role, syncDaemon(role));
      }
    }
    return new IpvsSettings(oneIn(2) ? timeouts() : null, daemons);
  }

  public Timeouts timeouts() {
    return new Timeouts(
        Duration.ofSeconds(1 + below(3600)),
        Duration.ofSeconds(1 + below(600)),
        Duration.ofSeconds(1 + below(600)));
  }

  public SyncDaemon syncDaemon(SyncDaemon.Role role) {
    return new SyncDaemon(
        role,
        "eth0",
        below(256),
        SyncDaemon.SHORTEST_BACKUP_MESSAGE + below(500),
        oneIn(2) ? SyncDaemon.DEFAULT_GROUP : IpAddress.parse(oneIn(2) ? "239.1.2.3" : "ff02::81"),
        oneIn(2) ? SyncDaemon.DEFAULT_PORT : 1 + below(Port.MAX),
        1 + below(255));
  }

  public Network network() {
    SortedMap<String, Device> devices = new TreeMap<>();
    SortedSet<DecapsulationPort> ports = new TreeSet<>();
    SortedMap<RouteKey, Route> routes = new TreeMap<>();
    SortedSet<PacketRule> rules = new TreeSet<>();
    for (int i = below(3); i > 0; i--) {
      devices.put(pick(DEVICES), device());
      ports.add(new DecapsulationPort(pick(List.of(AddressFamily.values())), 6080 + below(2)));
      route(routes);
      rules.add(packetRule());
    }
    return new Network(devices, ports, routes, rules);
  }

  public Device device() {
    Device.Kind kind = pick(List.of(Device.Kind.values()));
    int mtu = oneIn(2) ? 0 : 1280 + below(200);
    return switch (kind) {
      case DUMMY -> new Device(kind, null, mtu);
      case IPIP, SIT, GRE -> new Device(kind, IpAddress.parse(pick(V4_SERVERS)), mtu);
      case IP6TNL, IP6GRE -> new Device(kind, IpAddress.parse(pick(V6_SERVERS)), mtu);
    };
  }

  private void route(SortedMap<RouteKey, Route> routes) {
    boolean v4 = oneIn(2);
    switch (below(3)) {
      case 0 ->
          routes.put(
              new RouteKey(
                  RouteKey.MAIN, Prefix.all(v4 ? AddressFamily.IPV4 : AddressFamily.IPV6), 0),
              new Route(
                  Route.Type.UNICAST, IpAddress.parse(v4 ? "10.0.0.1" : "fd00:a::1"), null, null));
      case 1 ->
          routes.put(
              new RouteKey(
                  RouteKey.LOCAL, Prefix.parse(v4 ? "10.9.0.0/24" : "fd00:9::/64"), below(2)),
              new Route(Route.Type.LOCAL, null, "lo", null));
      default -> {
        IpAddress vip = IpAddress.parse(pick(v4 ? V4_VIPS : V6_VIPS));
        routes.put(
            new RouteKey(RouteKey.MAIN, Prefix.host(vip), below(3)),
            new Route(Route.Type.UNICAST, null, "lo", oneIn(2) ? vip : null));
      }
    }
  }

  public PacketRule packetRule() {
    boolean v4 = oneIn(2);
    return switch (below(4)) {
      case 0 ->
          new PacketRule.Masquerade(
              Prefix.parse(v4 ? "10.0.0.0/24" : "fd00:a::/64"),
              oneIn(2) ? null : "eth0",
              oneIn(2) ? null : IpAddress.parse(pick(v4 ? V4_VIPS : V6_VIPS)));
      case 1 -> {
        IpAddress first = IpAddress.parse(v4 ? "10.9.0.1" : "fd00:9::1");
        int port = below(3) * 1000;
        yield new PacketRule.Mark(
            MARKS[below(MARKS.length)],
            pick(List.of(Protocol.values())),
            first,
            oneIn(2) ? first : IpAddress.parse(v4 ? "10.9.0.77" : "fd00:9::77"),
            port,
            port == 0 ? 0 : port + below(2) * 99);
      }
      case 2 ->
          new PacketRule.ArpSilence(
              (Ipv4Address) IpAddress.parse(pick(V4_VIPS)),
              (Ipv4Address) IpAddress.parse(pick(V4_SERVERS)));
      default ->
          new PacketRule.SegmentLimit(
              IpAddress.parse(pick(v4 ? V4_VIPS : V6_VIPS)), 1200 + below(200));
    };
  }

  /// At most so many services.
  public SortedMap<VirtualServiceKey, VirtualService> services(int limit) {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    int count = below(limit + 1);
    for (int i = 0; i < count; i++) {
      VirtualServiceKey key = serviceKey();
      services.put(key, service(key));
    }
    return services;
  }

  public SortedSet<LocalAddress> addresses(int limit) {
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    int count = below(limit + 1);
    for (int i = 0; i < count; i++) {
      addresses.add(localAddress());
    }
    return addresses;
  }

  public VirtualServiceKey serviceKey() {
    AddressFamily family = pick(List.of(AddressFamily.values()));
    if (oneIn(4)) {
      return new FirewallMarkKey(family, MARKS[below(MARKS.length)]);
    }
    return new AddressKey(
        pick(List.of(Protocol.values())),
        IpAddress.parse(pick(family == AddressFamily.IPV4 ? V4_VIPS : V6_VIPS)),
        pick(SERVICE_PORTS));
  }

  public VirtualService service(VirtualServiceKey key) {
    SortedMap<RealServerKey, RealServerConfig> realServers = new TreeMap<>();
    int count = below(4);
    for (int i = 0; i < count; i++) {
      RealServerConfig config = realServerConfig();
      realServers.put(realServerKey(key, config), config);
    }
    return new VirtualService(serviceConfig(key), realServers);
  }

  public VirtualServiceConfig serviceConfig(VirtualServiceKey key) {
    Scheduler scheduler = pick(schedulers);
    SortedSet<SchedulerFlag> flags = new TreeSet<>();
    if (scheduler.takesFlags()) {
      for (SchedulerFlag flag : SchedulerFlag.values()) {
        if (oneIn(2)) {
          flags.add(flag);
        }
      }
    }
    boolean everyPort = key instanceof AddressKey address && address.port() == 0;
    boolean datagrams = key instanceof AddressKey address && address.protocol() == Protocol.UDP;
    return new VirtualServiceConfig(
        scheduler.kernelName(),
        flags,
        everyPort || oneIn(3) ? persistence(key) : null,
        datagrams && oneIn(3));
  }

  private Persistence persistence(VirtualServiceKey key) {
    int prefixLength = oneIn(2) ? key.family().bits() : 1 + below(key.family().bits());
    boolean sip = key instanceof AddressKey address && address.protocol() == Protocol.UDP;
    return new Persistence(
        Duration.ofSeconds(1 + below(3600)), prefixLength, sip && oneIn(3) ? "sip" : null);
  }

  /// A key that suits the service and the method. Only a tunnel may lead to the other family.
  public RealServerKey realServerKey(VirtualServiceKey key, RealServerConfig config) {
    AddressFamily family = key.family();
    if (config.method() == ForwardingMethod.TUNNELING && oneIn(4)) {
      family = family == AddressFamily.IPV4 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }
    IpAddress address =
        IpAddress.parse(pick(family == AddressFamily.IPV4 ? V4_SERVERS : V6_SERVERS));
    int port =
        switch (key) {
          case FirewallMarkKey _ -> config.method().keepsPort() ? 0 : pick(SERVER_PORTS);
          case AddressKey service ->
              config.method().keepsPort() || service.port() == 0
                  ? service.port()
                  : pick(SERVER_PORTS);
        };
    return new RealServerKey(address, port);
  }

  public RealServerConfig realServerConfig() {
    ForwardingMethod method =
        pick(
            List.of(
                ForwardingMethod.MASQUERADING,
                ForwardingMethod.DIRECT_ROUTING,
                ForwardingMethod.TUNNELING));
    int upper = oneIn(3) ? 1 + below(1000) : 0;
    return new RealServerConfig(
        method,
        new Weight(pick(WEIGHTS)),
        upper,
        upper == 0 ? 0 : below(upper + 1),
        method == ForwardingMethod.TUNNELING ? tunnel() : null);
  }

  private Tunnel tunnel() {
    return switch (pick(List.of(Tunnel.Type.values()))) {
      case IPIP -> Tunnel.IPIP;
      case GUE -> new Tunnel(Tunnel.Type.GUE, 6080, pick(List.of(Tunnel.Checksum.values())));
      case GRE ->
          new Tunnel(Tunnel.Type.GRE, 0, pick(List.of(Tunnel.Checksum.NONE, Tunnel.Checksum.FULL)));
    };
  }

  public LocalAddress localAddress() {
    String interfaceName = pick(INTERFACES);
    IpAddress address = IpAddress.parse(pick(oneIn(2) ? V4_VIPS : V6_VIPS));
    int host = address.family().bits();
    return new LocalAddress(
        interfaceName, address, interfaceName.equals("lo") || oneIn(2) ? host : host - 8);
  }

  /// One of the map's keys; null when it is empty.
  public <K> @Nullable K anyKey(SortedMap<K, ?> from) {
    return from.isEmpty() ? null : pick(List.copyOf(from.keySet()));
  }
}
