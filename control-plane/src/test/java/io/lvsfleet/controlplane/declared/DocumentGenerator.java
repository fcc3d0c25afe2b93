package io.lvsfleet.controlplane.declared;

import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.Ipv6Address;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.ArrayList;
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
      nodes.put(
          node(),
          new DeclaredNode(
              addresses,
              maybe(random::nextBoolean),
              maybe(() -> "eth" + random.nextInt(3)),
              host()));
    }
    SortedMap<String, DeclaredVirtualIp> vips = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      IpAddress address = address();
      vips.put(
          "v" + random.nextInt(4),
          new DeclaredVirtualIp(
              address,
              maybe(() -> 1 + random.nextInt(address.family().bits())),
              maybe(() -> "eth" + random.nextInt(2)),
              maybe(() -> one(DeclaredVirtualIp.Use.values()))));
    }
    SortedMap<String, DeclaredService> services = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      services.put("s" + random.nextInt(4), service());
    }
    List<DeclaredMember> members = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      members.add(
          new DeclaredMember(
              node(),
              maybe(() -> "bond0.10"),
              maybe(() -> 1 + random.nextInt(254)),
              maybe(this::address)));
    }
    return new ClusterDocument(settings(), nodes, members, vips, services);
  }

  private DeclaredService service() {
    boolean ownChecks = random.nextBoolean();
    SortedMap<String, DeclaredCheck> checks = new TreeMap<>();
    for (int i = ownChecks ? random.nextInt(3) : 0; i > 0; i--) {
      checks.put("c" + random.nextInt(3), check(true));
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
            maybe(this::tunnel),
            maybe(this::persistence),
            maybe(random::nextBoolean),
            maybe(() -> one(OnFailure.values())),
            maybe(random::nextBoolean),
            new ServiceHealth(options(ServiceHealth.FIELDS)),
            ownChecks),
        checks,
        servers);
  }

  private ClusterSettings settings() {
    return new ClusterSettings(
        maybe(() -> new DeclaredTimeouts(maybe(this::seconds), maybe(this::seconds), null)),
        maybe(() ->
            new DeclaredSync(
                "eth" + random.nextInt(3),
                maybe(() -> random.nextInt(256)),
                maybe(() -> 1 + random.nextInt(65_507)),
                maybe(() -> IpAddress.parse(one("224.0.0.81", "239.1.2.3", "ff02::81"))),
                maybe(() -> 1 + random.nextInt(65_535)),
                maybe(() -> 1 + random.nextInt(255)))),
        maybe(() ->
            new DeclaredAnnouncing(
                maybe(() -> 1 + random.nextInt(20)),
                maybe(() -> Duration.ofMillis(10 + random.nextInt(1000))),
                maybe(() -> one(Duration.ZERO, Duration.ofHours(1))))),
        maybe(this::vrrp),
        maybe(this::nat),
        templates(),
        host());
  }

  private SortedMap<String, DeclaredCheck> templates() {
    SortedMap<String, DeclaredCheck> templates = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      templates.put("t" + random.nextInt(3), check(false));
    }
    return templates;
  }

  private DeclaredVrrp vrrp() {
    boolean interval = random.nextBoolean();
    SortedSet<IpAddress> peers = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      peers.add(new Ipv4Address(random.nextInt() >>> 4));
    }
    List<DeclaredTracker> track = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      track.add(new DeclaredTracker(subject(), maybe(() -> random.nextInt(507) - 253)));
    }
    return new DeclaredVrrp(
        maybe(() -> 2 + random.nextInt(2)),
        interval ? null : seconds(600),
        interval ? seconds(255) : null,
        maybe(random::nextBoolean),
        maybe(this::seconds),
        maybe(this::seconds),
        maybe(() -> 1 + random.nextInt(255)),
        maybe(() -> "eth" + random.nextInt(3)),
        maybe(random::nextBoolean),
        peers,
        maybe(() -> one("secret", "1234", "true", "!~")),
        maybe(random::nextBoolean),
        track,
        maybe(this::seconds));
  }

  private Tracker.Subject subject() {
    return switch (random.nextInt(6)) {
      case 0 -> new Tracker.Subject.Interface("eth" + random.nextInt(3));
      case 1 -> new Tracker.Subject.RouteTo(network());
      case 2 -> new Tracker.Subject.NoFile("/run/step back");
      case 3 -> new Tracker.Subject.LivingProcess("/run/haproxy.pid");
      case 4 -> new Tracker.Subject.IpvsProgrammable();
      default -> new Tracker.Subject.Quorum("s" + random.nextInt(4), 1 + random.nextInt(20_000));
    };
  }

  private Duration seconds(int most) {
    return Duration.ofSeconds(1 + random.nextInt(most));
  }

  private DeclaredNat nat() {
    List<Prefix> source = random.nextBoolean() ? List.of(network()) : List.of(network(), network());
    return new DeclaredNat(
        source,
        maybe(() -> "eth" + random.nextInt(3)),
        random.nextBoolean() ? List.of() : List.of(address()));
  }

  private Prefix network() {
    IpAddress address = address();
    return Prefix.of(address, random.nextInt(address.family().bits() + 1));
  }

  private HostSettings host() {
    SortedSet<SysctlKey> unmanaged = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      unmanaged.add(
          new SysctlKey(one("net.ipv4.ip_forward", "net.ipv4.conf.eth0/10.send_redirects")));
    }
    return new HostSettings(
        unmanaged,
        maybe(() -> one(HostSettings.Hold.values())),
        maybe(() -> one(HostSettings.ArpMethod.values())),
        maybe(() -> one(HostSettings.GatewayCare.values())),
        maybe(() -> one(NodePolicy.Drift.values())),
        maybe(this::seconds),
        maybe(() -> one(Duration.ZERO, Duration.ofMillis(1500))));
  }

  private Duration seconds() {
    return Duration.ofSeconds(1 + random.nextInt(3600));
  }

  private Listen listen() {
    if (random.nextInt(3) > 0) {
      return new Listen.OnVirtualIp(
          "v" + random.nextInt(4), maybe(() -> one(Protocol.values())), random.nextInt(65_536));
    }
    List<MarkMatch> matches = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      matches.add(match());
    }
    Long mark = 1 + (random.nextLong() & 0xffff_fffeL);
    return new Listen.OnFirewallMark(
        matches.isEmpty() || random.nextBoolean() ? mark : null,
        maybe(() -> one(AddressFamily.values())),
        matches);
  }

  private MarkMatch match() {
    IpAddress a = address();
    IpAddress b = address();
    boolean ordered = a.family() == b.family() && a.compareTo(b) <= 0;
    AddressRange range =
        switch (random.nextInt(3)) {
          case 0 -> AddressRange.of(a);
          case 1 -> AddressRange.of(network());
          default -> ordered ? new AddressRange(a, b) : AddressRange.of(b);
        };
    List<PortRange> ports = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      int first = 1 + random.nextInt(65_535);
      ports.add(new PortRange(first, first + random.nextInt(65_536 - first)));
    }
    return new MarkMatch(
        random.nextBoolean()
            ? new MarkMatch.Destination.ToVirtualIp("v" + random.nextInt(4))
            : new MarkMatch.Destination.ToAddresses(range),
        maybe(() -> one(Protocol.values())),
        ports);
  }

  private DeclaredTunnel tunnel() {
    return new DeclaredTunnel(
        maybe(() -> one(Tunnel.Type.values())),
        maybe(() -> 1 + random.nextInt(65_535)),
        maybe(() -> one(Tunnel.Checksum.values())),
        maybe(() -> random.nextBoolean() ? 0 : 500 + random.nextInt(60_000)));
  }

  private DeclaredPersistence persistence() {
    return new DeclaredPersistence(
        maybe(() -> Duration.ofSeconds(random.nextInt(1000))),
        maybe(() -> random.nextInt(129)),
        maybe(() -> "sip"));
  }

  private DeclaredCheck check(boolean mayUse) {
    boolean uses = mayUse && random.nextInt(4) == 0;
    CheckType type = one(CheckType.values());
    return new DeclaredCheck(
        uses ? "t" + random.nextInt(3) : null,
        uses ? null : type,
        maybe(() -> one(DeclaredCheck.From.values())),
        maybe(() -> one(DeclaredCheck.Agree.values())),
        new DeclaredCheck.DeclaredTiming(
            maybe(() -> Duration.ofMillis(random.nextInt(10_000))),
            maybe(() -> Duration.ofMillis(1000L * random.nextInt(10))),
            maybe(() -> 1 + random.nextInt(100)),
            maybe(() -> 1 + random.nextInt(100)),
            maybe(() -> Duration.ofMillis(random.nextInt(10_000))),
            maybe(this::seconds)),
        uses ? Options.NONE : options(type.fields()));
  }

  private Options options(List<OptionField> fields) {
    SortedMap<String, Options.Option> values = new TreeMap<>();
    for (OptionField field : fields) {
      if (random.nextBoolean()) {
        values.put(field.name(), option(field.kind()));
      }
    }
    return new Options(values);
  }

  private Options.Option option(OptionField.Kind kind) {
    return switch (kind) {
      case OptionField.Text() -> new Options.Text(text());
      case OptionField.Count(long min, long max) ->
          new Options.Count(min + Math.floorMod(random.nextLong(), max - min + 1));
      case OptionField.Flag() -> new Options.Flag(random.nextBoolean());
      case OptionField.Time() -> new Options.Time(seconds());
      case OptionField.Word(List<String> words) ->
          new Options.Text(words.get(random.nextInt(words.size())));
      case OptionField.Texts() ->
          new Options.Texts(
              random.nextBoolean() ? List.of(text()) : List.of(text(), "200", text()));
      case OptionField.Named() -> new Options.Named(new TreeMap<>(java.util.Map.of("X-A", text())));
      case OptionField.Group(List<OptionField> fields) -> new Options.Group(options(fields));
      case OptionField.Groups(List<OptionField> fields) ->
          new Options.Groups(List.of(options(fields), options(fields)));
    };
  }

  private String text() {
    return one("a b", "200-299", "200", "true", "no", "/x?y=1", "^ok: \"yes\"\n", "ü", "1e3", "~");
  }

  private DeclaredRealServer realServer() {
    Target target =
        random.nextBoolean() ? new Target.OnNode(node()) : new Target.AtAddress(address());
    return new DeclaredRealServer(
        target,
        maybe(() -> random.nextInt(65_536)),
        maybe(() -> new Weight(random.nextInt(65_536))),
        maybe(this::method),
        maybe(this::tunnel),
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
