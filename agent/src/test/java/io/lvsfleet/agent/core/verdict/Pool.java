package io.lvsfleet.agent.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.CheckVerdict.State;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One virtual service and what its director knows of it, on a clock that stands still until told
/// otherwise. Real servers are `a`, `b` and so on, each of weight 10 unless said otherwise, and
/// each is asked by the director.
final class Pool {

  static final ClusterId CLUSTER = new ClusterId("web");
  static final NodeId DIRECTOR = new NodeId("lvs1");
  static final IpAddress VIP = IpAddress.parse("10.0.0.100");
  static final VirtualServiceKey HTTP = new AddressKey(Protocol.TCP, VIP, 80);
  static final HealthPolicy PLAIN =
      new HealthPolicy(
          OnFailure.REMOVE,
          Quorum.ONE,
          null,
          false,
          Duration.ZERO,
          Duration.ZERO,
          null,
          null,
          WeightRange.ALL,
          null);

  HealthPolicy policy = PLAIN;
  final SortedMap<String, RealServerSpec> servers = new TreeMap<>();
  final SortedMap<CheckKey, CheckVerdict> own = new TreeMap<>();
  final SortedMap<NodeId, WitnessReport> witnesses = new TreeMap<>();
  final List<Transition> transitions = new ArrayList<>();
  boolean connected = true;
  Instant now = Instant.parse("2026-03-01T12:00:00Z");
  Verdicts verdicts = Verdicts.NONE;

  Pool(String... names) {
    for (String name : names) {
      servers.put(name, spec(name, 10, Witnessing.DIRECTOR));
    }
    judge();
  }

  static RealServerSpec spec(String name, int weight, Witnessing witnessing) {
    return new RealServerSpec(
        name,
        RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(weight)),
        witnessing == Witnessing.DIRECTOR
            ? null
            : Gate.of(new NodeId(name), Sorted.set(List.of(VIP))),
        Sorted.map(Map.of(check(name), witnessing)),
        List.of());
  }

  static CheckKey check(String name) {
    return new CheckKey(CLUSTER, "http", name, "page");
  }

  private static RealServerKey key(String name) {
    return new RealServerKey(IpAddress.parse("10.0.1." + (int) name.charAt(0)), 80);
  }

  /// All are seen up first.
  Pool proven() {
    servers.keySet().forEach(name -> own.put(check(name), verdict(State.UP, name)));
    judge();
    transitions.clear();
    return this;
  }

  Pool policy(HealthPolicy newPolicy) {
    policy = newPolicy;
    return this;
  }

  Pool up(String... names) {
    return say(State.UP, names);
  }

  Pool down(String... names) {
    return say(State.DOWN, names);
  }

  private Pool say(State state, String... names) {
    for (String name : names) {
      own.put(check(name), verdict(state, name));
    }
    judge();
    return this;
  }

  void advise(String name, @Nullable WeightAdvice advice) {
    CheckVerdict up = verdict(State.UP, name);
    own.put(check(name), new CheckVerdict(up.state(), up.since(), up.evidence(), advice, ""));
    judge();
  }

  CheckVerdict verdict(State state, String name) {
    return CheckVerdict.of(
        state, now, new Evidence("GET " + name, state.name(), "200", Duration.ofMillis(3)));
  }

  /// What a real server's agent reports; null for no verdict.
  void report(String name, boolean isConnected, String boot, @Nullable State state) {
    NodeId node = new NodeId(name);
    WitnessReport report =
        new WitnessReport(
            node,
            isConnected,
            isConnected ? null : now,
            null,
            boot,
            Sorted.map(Map.of(CLUSTER, Readiness.of(Sorted.map(Map.of(VIP, List.of()))))),
            state == null ? Sorted.map() : Sorted.map(Map.of(check(name), verdict(state, name))));
    hear(report);
  }

  void hear(WitnessReport report) {
    SortedMap<NodeId, WitnessReport> known = new TreeMap<>(witnesses);
    witnesses.putAll(
        Witnesses.with(
            known,
            report,
            io.lvsfleet.model.NodeState.of(DIRECTOR, director(), Sorted.map(), Sorted.map()),
            now));
    judge();
  }

  Pool order(String name, ServerOverride.Kind... kinds) {
    List<ServerOverride> orders = new ArrayList<>();
    for (ServerOverride.Kind kind : kinds) {
      orders.add(
          new ServerOverride(
              "order-" + now.getEpochSecond(), kind, "alice", "new kernel", now, null));
    }
    servers.computeIfPresent(name, (_, spec) -> spec.withOverrides(orders));
    judge();
    return this;
  }

  void counted(ServiceStatistics statistics) {
    judge(Sorted.map(Map.of(HTTP, statistics)));
  }

  DirectorState director() {
    SortedMap<RealServerKey, RealServerSpec> all = new TreeMap<>();
    servers.forEach((name, spec) -> all.put(key(name), spec));
    ServiceSpec service =
        new ServiceSpec("http", VirtualServiceConfig.of(Scheduler.WRR), policy, all, false);
    return DirectorState.of(
        CLUSTER, DirectorRole.ALONE, Sorted.set(), Sorted.map(Map.of(HTTP, service)), Sorted.map());
  }

  Pool judge() {
    judge(null);
    return this;
  }

  private void judge(@Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted) {
    HealthView view = new HealthView(own, witnesses, connected);
    Scene scene = new Scene(DIRECTOR, CLUSTER, view, List.of(), counted, now);
    Verdicts.Judged judged = verdicts.judge(director(), scene, _ -> true);
    verdicts = judged.verdicts();
    transitions.addAll(judged.transitions());
    // What is decided stays decided as long as nothing happens and no time passes.
    Verdicts.Judged again =
        verdicts.judge(
            director(), new Scene(DIRECTOR, CLUSTER, view, List.of(), null, now), _ -> true);
    assertThat(again.transitions()).isEmpty();
    assertThat(again.verdicts().memory()).isEqualTo(verdicts.memory());
  }

  /// Time passes, with a look whenever one was asked for and at the end.
  Pool pass(Duration time) {
    Instant end = now.plus(time);
    while (verdicts.wake() != null && !verdicts.wake().isAfter(end)) {
      assertThat(verdicts.wake()).isAfter(now);
      now = verdicts.wake();
      judge();
    }
    now = end;
    return judge();
  }

  /// As after a restart: only what is remembered is left.
  Pool restarted() {
    verdicts = Verdicts.remembering(verdicts.memory());
    return judge();
  }

  EffectiveServer server(String name) {
    return verdict().servers().stream()
        .filter(one -> one.realServer().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private ServiceVerdict verdict() {
    return Objects.requireNonNull(verdicts.services().get(HTTP));
  }

  EffectiveService service() {
    return verdict().service();
  }

  ServerState state(String name) {
    return server(name).state();
  }

  /// `10`, `0`, or `out` of the table.
  String weight(String name) {
    RealServerConfig config = verdict().kernel().realServers().get(key(name));
    return config == null ? "out" : config.weight().toString();
  }

  static HealthPolicy quorum(int up, int hysteresis, @Nullable SorryServer sorry) {
    return new HealthPolicy(
        OnFailure.REMOVE,
        new Quorum(up, hysteresis),
        sorry,
        false,
        Duration.ZERO,
        Duration.ZERO,
        null,
        null,
        WeightRange.ALL,
        null);
  }

  static HealthPolicy returning(Duration reentry, Duration slow, @Nullable FlapDamping damping) {
    return new HealthPolicy(
        OnFailure.REMOVE,
        Quorum.ONE,
        null,
        false,
        reentry,
        slow,
        damping,
        null,
        WeightRange.ALL,
        null);
  }

  static HealthPolicy panic(int percent) {
    return new HealthPolicy(
        OnFailure.REMOVE,
        Quorum.ONE,
        null,
        false,
        Duration.ZERO,
        Duration.ZERO,
        null,
        new PanicThreshold(percent, Duration.ofSeconds(10)),
        WeightRange.ALL,
        null);
  }

  static SorryServer sorry() {
    return new SorryServer(key("z"), spec("z", 1, Witnessing.DIRECTOR));
  }
}
