package io.lvsfleet.wire;

import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Contest;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timing;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.model.Witnessing;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Draws what travels between the programs, on top of the kernel's words of [ModelGen].
final class WireGen {

  private static final List<String> NAMES = List.of("web", "dns", "a", "node-1", "x".repeat(63));
  private static final List<String> TEXTS =
      List.of("", "connect 10.0.0.21:80: refused", "ünïcödé 漢字 🎉", "a\nb\t\"c\"");

  private final ModelGen gen;

  WireGen(long seed) {
    this.gen = new ModelGen(seed);
  }

  Desired desired() {
    return new Desired(stamp(), nodeState(), gen.below(1000));
  }

  Stamp stamp() {
    SortedMap<ClusterId, Revision> clusters = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      clusters.put(cluster(), new Revision(gen.below(Integer.MAX_VALUE) * 4_000_000_000L));
    }
    return new Stamp("i" + gen.below(10), gen.below(Integer.MAX_VALUE) * 4_000_000_000L, clusters);
  }

  NodeState nodeState() {
    SortedMap<ClusterId, RealServerState> realServers = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      realServers.put(
          cluster(),
          new RealServerState(gen.addresses(4), sysctls(), sysctls(), gen.network(), addresses()));
    }
    SortedMap<CheckKey, CheckSpec> checks = new TreeMap<>();
    for (CheckKey key : checkKeys()) {
      checks.put(key, check());
    }
    return new NodeState(node(), gen.oneIn(3) ? null : director(), realServers, checks, policy());
  }

  private NodePolicy policy() {
    return new NodePolicy(
        gen.pick(List.of(NodePolicy.Drift.values())),
        Duration.ofSeconds(1 + gen.below(3600)),
        gen.oneIn(2) ? Duration.ZERO : Duration.ofMillis(1000 + gen.below(3_599_001)));
  }

  private Announcing announcing() {
    return new Announcing(
        1 + gen.below(20),
        Duration.ofMillis(10 + gen.below(59_991)),
        gen.oneIn(2) ? Duration.ZERO : Duration.ofSeconds(1 + gen.below(86_400)));
  }

  private SortedSet<IpAddress> addresses() {
    SortedSet<IpAddress> addresses = new TreeSet<>();
    for (LocalAddress address : gen.addresses(3)) {
      addresses.add(address.address());
    }
    return addresses;
  }

  private DirectorState director() {
    SortedMap<VirtualServiceKey, ServiceSpec> services = new TreeMap<>();
    for (int i = gen.below(4); i > 0; i--) {
      VirtualServiceKey key = gen.serviceKey();
      services.put(
          key,
          new ServiceSpec(
              name(), gen.serviceConfig(key), health(key), realServers(key), gen.oneIn(2)));
    }
    return new DirectorState(
        cluster(),
        gen.pick(List.of(DirectorRole.values())),
        gen.addresses(4),
        services,
        sysctls(),
        gen.settings(),
        gen.network(),
        announcing(),
        gen.oneIn(2) ? null : new FailoverGen(gen).failover());
  }

  private SortedMap<RealServerKey, RealServerSpec> realServers(VirtualServiceKey service) {
    SortedMap<RealServerKey, RealServerSpec> realServers = new TreeMap<>();
    for (int i = gen.below(4); i > 0; i--) {
      RealServerConfig config = gen.realServerConfig();
      realServers.put(gen.realServerKey(service, config), realServer(config));
    }
    return realServers;
  }

  private RealServerSpec realServer(RealServerConfig config) {
    SortedMap<CheckKey, Witnessing> checks = new TreeMap<>();
    checkKeys().forEach(key -> checks.put(key, gen.pick(List.of(Witnessing.values()))));
    return new RealServerSpec(name(), config, gate(), checks, some(this::override));
  }

  private ServerOverride override() {
    ServerOverride.Kind kind =
        switch (gen.below(4)) {
          case 0 ->
              new ServerOverride.Drain(
                  gen.below(Integer.MAX_VALUE), gen.oneIn(2) ? null : instant());
          case 1 -> new ServerOverride.Maintenance();
          case 2 -> new ServerOverride.Disable();
          default -> new ServerOverride.Pin(weight());
        };
    return new ServerOverride(
        name(), kind, text(), text(), instant(), gen.oneIn(2) ? null : instant());
  }

  private HealthPolicy health(VirtualServiceKey key) {
    int quorum = 1 + gen.below(1000);
    Weight weight = weight();
    RealServerConfig config = gen.realServerConfig();
    return new HealthPolicy(
        gen.pick(List.of(OnFailure.values())),
        new HealthPolicy.Quorum(quorum, gen.below(quorum)),
        gen.oneIn(2)
            ? null
            : new HealthPolicy.SorryServer(gen.realServerKey(key, config), realServer(config)),
        gen.oneIn(2),
        millis(),
        millis(),
        gen.oneIn(2) ? null : new HealthPolicy.FlapDamping(2 + gen.below(99), millis(), millis()),
        gen.oneIn(2) ? null : new HealthPolicy.PanicThreshold(1 + gen.below(99), millis()),
        new HealthPolicy.WeightRange(new Weight(gen.below(weight.value() + 1)), weight),
        gen.oneIn(2) ? null : millis());
  }

  private Duration millis() {
    return Duration.ofMillis(gen.below(86_400_001));
  }

  private RealServerSpec.@Nullable Gate gate() {
    return gen.oneIn(3) ? null : new RealServerSpec.Gate(node(), addresses(), addresses());
  }

  private CheckSpec check() {
    Duration interval = Duration.ofMillis(100 + gen.below(3_599_901));
    return new CheckSpec(
        new ProbeGen(gen).probe(),
        new Timing(
            interval,
            Duration.ofMillis(1 + gen.below((int) interval.toMillis())),
            1 + gen.below(100),
            1 + gen.below(100),
            gen.oneIn(2) ? interval : Duration.ofMillis(100),
            gen.pick(List.of(Timing.Initially.values())),
            Duration.ofMillis(gen.below(3_600_001))));
  }

  private SortedMap<SysctlKey, String> sysctls() {
    return gen.kernelState().sysctls();
  }

  WitnessReport witness() {
    return new WitnessReport(
        node(), gen.oneIn(2), maybeInstant(), maybeInstant(), text(), readiness(), verdicts());
  }

  SortedMap<ClusterId, Readiness> readiness() {
    SortedMap<ClusterId, Readiness> all = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      all.put(cluster(), new Readiness(preconditions(), preconditions(), gen.below(5)));
    }
    return all;
  }

  private SortedMap<IpAddress, List<Precondition>> preconditions() {
    SortedMap<IpAddress, List<Precondition>> all = new TreeMap<>();
    for (IpAddress address : addresses()) {
      List<Precondition> missing = new ArrayList<>();
      for (int j = gen.below(3); j > 0; j--) {
        missing.add(new Precondition(name(), text(), text()));
      }
      all.put(address, missing);
    }
    return all;
  }

  Observation observation() {
    return new Observation(
        readiness(),
        some(this::text),
        some(this::effectiveServer),
        some(() ->
            new EffectiveService(
                name(), gen.oneIn(2), instant(), count(), maybeInstant(), maybeInstant())),
        gen.below(1000),
        some(() -> new Drift(instant(), text(), gen.oneIn(2))),
        some(() -> new Contest(text(), gen.below(100), instant())),
        some(() -> new Finding(text(), text(), text())),
        some(this::hold),
        some(this::text),
        gen.oneIn(2) ? null : new FailoverGen(gen).status());
  }

  private EffectiveServer effectiveServer() {
    Long active = gen.oneIn(2) ? null : count();
    return new EffectiveServer(
        name(),
        name(),
        gen.oneIn(2),
        weight(),
        gen.pick(List.of(ServerState.values())),
        instant(),
        text(),
        gen.oneIn(2)
            ? null
            : new EffectiveServer.DrainProgress(
                active, active == null ? null : count(), count(), maybeInstant(), maybeInstant()));
  }

  private @Nullable Instant maybeInstant() {
    return gen.oneIn(2) ? null : instant();
  }

  List<Transition> transitions() {
    return some(() ->
        new Transition(
            instant(),
            name(),
            gen.oneIn(2) ? "" : name(),
            gen.oneIn(2) ? "" : gen.pick(List.of(ServerState.values())).name(),
            gen.pick(List.of(ServerState.values())).name(),
            gen.oneIn(2),
            count(),
            text(),
            some(() ->
                new Transition.Testimony(
                    node(), name(), gen.oneIn(2), gen.oneIn(2) ? null : verdict()))));
  }

  private CheckVerdict verdict() {
    WeightAdvice advice =
        switch (gen.below(3)) {
          case 0 -> new WeightAdvice.Absolute(weight());
          case 1 -> new WeightAdvice.Percent(gen.below(101));
          default -> null;
        };
    return new CheckVerdict(
        gen.pick(List.of(CheckVerdict.State.values())),
        Instant.ofEpochMilli(gen.below(Integer.MAX_VALUE) * 1000L + gen.below(1000)),
        new ProbeOutcome.Evidence(
            text(), text(), text(), Duration.ofNanos(gen.below(Integer.MAX_VALUE) * 1000L)),
        advice,
        text());
  }

  private Hold hold() {
    Hold.Kind kind =
        switch (gen.below(3)) {
          case 0 -> new Hold.Freeze();
          case 1 -> new Hold.Withdrawal();
          default -> new Hold.WeightHold(name(), name(), weight());
        };
    return new Hold(kind, text(), instant(), gen.oneIn(2) ? null : instant());
  }

  Statistics statistics() {
    SortedMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    for (int i = gen.below(3); i > 0; i--) {
      VirtualServiceKey key = gen.serviceKey();
      SortedMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
      for (int j = gen.below(3); j > 0; j--) {
        RealServerConfig config = gen.realServerConfig();
        servers.put(
            gen.realServerKey(key, config),
            new ServerStatistics(config, count(), count(), count(), counters(), rates()));
      }
      services.put(
          key, new ServiceStatistics(gen.serviceConfig(key), counters(), rates(), servers));
    }
    return new Statistics(instant(), gen.oneIn(2), services);
  }

  private Counters counters() {
    return new Counters(count(), count(), count(), count(), count());
  }

  private Rates rates() {
    return new Rates(count(), count(), count(), count(), count());
  }

  Capabilities capabilities() {
    return new Capabilities(
        gen.oneIn(3) ? "" : "1.2.1",
        gen.below(Integer.MAX_VALUE),
        Sorted.set(some(this::name)),
        Sorted.set(some(this::name)),
        Sorted.set(some(() -> gen.pick(List.of(Tunnel.Type.values())))),
        Sorted.set(some(() -> gen.pick(List.of(Protocol.values())))),
        Sorted.set(some(() -> gen.pick(List.of(Device.Kind.values())))),
        gen.oneIn(2),
        gen.oneIn(2) ? "" : "1.0.6",
        Sorted.set(sysctls().keySet()));
  }

  private <T> List<T> some(Supplier<T> one) {
    List<T> all = new ArrayList<>();
    for (int i = gen.below(3); i > 0; i--) {
      all.add(one.get());
    }
    return all;
  }

  private Weight weight() {
    return new Weight(gen.below(Weight.MAX + 1));
  }

  private long count() {
    return gen.below(Integer.MAX_VALUE) * 4_000_000_000L;
  }

  private Instant instant() {
    return Instant.ofEpochMilli(1 + gen.below(Integer.MAX_VALUE) * 1000L + gen.below(1000));
  }

  Ledger ledger() {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services = new TreeMap<>();
    gen.services(4)
        .forEach((key, service) -> services.put(key, Sorted.set(service.realServers().keySet())));
    Network network = gen.network();
    return new Ledger(
        new HostIdentity("boot-" + gen.below(10), count()),
        services,
        gen.addresses(4),
        sysctls(),
        gen.oneIn(2) ? null : gen.timeouts(),
        Sorted.set(gen.settings().syncDaemons().keySet()),
        Sorted.set(network.devices().keySet()),
        network.decapsulationPorts(),
        Sorted.set(network.routes().keySet()),
        network.routes());
  }

  SortedMap<CheckKey, CheckVerdict> verdicts() {
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>();
    for (CheckKey key : checkKeys()) {
      all.put(key, verdict());
    }
    return all;
  }

  private SortedSet<CheckKey> checkKeys() {
    SortedSet<CheckKey> keys = new TreeSet<>();
    for (int i = gen.below(3); i > 0; i--) {
      keys.add(new CheckKey(cluster(), name(), name(), name()));
    }
    return keys;
  }

  private ClusterId cluster() {
    return new ClusterId(name());
  }

  private NodeId node() {
    return new NodeId(name());
  }

  private String name() {
    return gen.pick(NAMES);
  }

  private String text() {
    return gen.pick(TEXTS);
  }
}
