package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.agent.core.health.CheckMachine;
import io.lvsfleet.agent.core.health.Checks;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Target;
import io.lvsfleet.model.Timing;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A director, its real servers with their agents and what relays between them, as far as verdicts
/// go, on a virtual clock. Services die, links between any two are cut, agents and the control
/// plane restart, hosts reboot, operators give orders; after each the invariants are looked at.
final class HealthSimulation {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// A host with a service, its agent, and the links others have to it.
  static final class Host {
    final String name;
    final NodeId node;
    boolean serves = true;
    boolean agentRuns = true;
    boolean reachesControlPlane = true;
    boolean reachedByDirector = true;
    boolean ready = true;
    int boot = 1;
    Checks checks = Checks.NONE;

    Host(String name) {
      this.name = name;
      this.node = new NodeId(name);
    }

    boolean connected() {
      return agentRuns && reachesControlPlane;
    }
  }

  private final Random random;
  private final CheckSpec check;
  final Map<String, Host> hosts = new LinkedHashMap<>();
  final SortedMap<String, RealServerSpec> specs = new TreeMap<>();
  private final SortedMap<String, WitnessReport> relay = new TreeMap<>();
  private final HealthInvariants invariants = new HealthInvariants(this);
  final List<String> story = new ArrayList<>();
  HealthPolicy policy;
  Instant now = START;
  Checks checks = Checks.NONE;
  SortedMap<NodeId, WitnessReport> witnesses = Sorted.map();
  boolean connected = true;
  Verdicts verdicts = Verdicts.NONE;
  private int orders;

  HealthSimulation(long seed) {
    random = new Random(seed);
    Duration interval = Duration.ofMillis(500 + random.nextInt(3_000));
    check =
        new CheckSpec(
            Probe.Tcp.connect(Target.of(IpAddress.parse("10.0.0.9"), 80)),
            new Timing(
                interval,
                interval,
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                random.nextBoolean() ? interval : interval.dividedBy(2),
                Timing.Initially.UP,
                Duration.ZERO));
    int count = 1 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      String name = String.valueOf((char) ('a' + i));
      hosts.put(name, new Host(name));
      Witnessing witnessing = pick(Witnessing.values());
      specs.put(name, Pool.spec(name, 1 + random.nextInt(10), witnessing));
    }
    hosts.put("z", new Host("z"));
    policy = drawPolicy(count);
    hosts.values().forEach(this::startAgent);
    checks = Checks.of(ownChecks(Map.of()));
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private Duration seconds(int below) {
    return random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(random.nextInt(below));
  }

  private HealthPolicy drawPolicy(int count) {
    int up = 1 + random.nextInt(count * 4);
    return new HealthPolicy(
        pick(OnFailure.values()),
        new Quorum(up, random.nextInt(up)),
        random.nextBoolean()
            ? new SorryServer(key("z"), Pool.spec("z", 1, Witnessing.DIRECTOR))
            : null,
        random.nextInt(4) == 0,
        seconds(60),
        seconds(60),
        random.nextBoolean()
            ? new FlapDamping(2 + random.nextInt(3), Duration.ofSeconds(60), seconds(120))
            : null,
        random.nextBoolean()
            ? new PanicThreshold(40 + random.nextInt(50), Duration.ofSeconds(10))
            : null,
        WeightRange.ALL,
        random.nextInt(3) == 0 ? Duration.ofSeconds(30) : null);
  }

  private static RealServerKey key(String name) {
    return new RealServerKey(IpAddress.parse("10.0.1." + (int) name.charAt(0)), 80);
  }

  DirectorState director() {
    SortedMap<RealServerKey, RealServerSpec> all = new TreeMap<>();
    specs.forEach((name, spec) -> all.put(key(name), spec));
    return DirectorState.of(
        Pool.CLUSTER,
        DirectorRole.ALONE,
        Sorted.set(),
        Sorted.map(
            Map.of(
                Pool.HTTP,
                new ServiceSpec(
                    "http", VirtualServiceConfig.of(Scheduler.WRR), policy, all, false))),
        Sorted.map());
  }

  private SortedMap<CheckKey, io.lvsfleet.agent.core.health.CheckState> ownChecks(
      Map<CheckKey, CheckVerdict> known) {
    SortedMap<CheckKey, CheckSpec> own = new TreeMap<>();
    specs.values().forEach(spec -> spec.ownChecks().forEach(one -> own.put(one, check)));
    own.put(Pool.check("z"), check);
    return CheckMachine.resume(own, Sorted.map(known), now);
  }

  private void startAgent(Host host) {
    host.agentRuns = true;
    host.checks =
        Checks.of(
            CheckMachine.resume(
                Sorted.map(Map.of(Pool.check(host.name), check)), verdictsOf(host.checks), now));
    tell(host);
  }

  static SortedMap<CheckKey, CheckVerdict> verdictsOf(Checks checks) {
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>();
    checks
        .all()
        .forEach((key, state) -> {
          CheckVerdict verdict = state.verdict();
          if (verdict != null) {
            all.put(key, verdict);
          }
        });
    return all;
  }

  HealthView view() {
    return new HealthView(verdictsOf(checks), witnesses, connected);
  }

  Scene scene() {
    return new Scene(Pool.DIRECTOR, Pool.CLUSTER, view(), List.of(), null, now);
  }

  /// What a host's agent says of itself, as far as it gets.
  private void tell(Host host) {
    if (!host.connected()) {
      return;
    }
    Readiness readiness =
        Readiness.of(
            Sorted.map(
                Map.of(
                    Pool.VIP,
                    host.ready
                        ? List.of()
                        : List.of(new Readiness.Precondition("arp_ignore", "0", "1")))));
    relay.put(
        host.name,
        new WitnessReport(
            host.node,
            true,
            null,
            null,
            "boot-" + host.boot,
            Sorted.map(Map.of(Pool.CLUSTER, readiness)),
            verdictsOf(host.checks)));
    pass(host.name);
  }

  private void silence(Host host) {
    WitnessReport said = relay.get(host.name);
    if (said != null) {
      relay.put(
          host.name,
          new WitnessReport(
              said.witness(), false, now, null, said.bootId(), said.readiness(), said.checks()));
      pass(host.name);
    }
  }

  private void pass(String name) {
    WitnessReport report = relay.get(name);
    if (connected && report != null) {
      NodeState state = NodeState.of(Pool.DIRECTOR, director(), Sorted.map(), Sorted.map());
      witnesses = Witnesses.with(witnesses, report, state, now);
    }
  }

  private void disconnect() {
    connected = false;
    witnesses = Witnesses.disconnected(witnesses, now);
  }

  private void connect() {
    connected = true;
    List.copyOf(relay.keySet()).forEach(this::pass);
  }

  /// @return what happened
  List<String> run() {
    judge("start");
    for (int i = 0; i < 60; i++) {
      until(now.plusMillis(random.nextInt(15_000)));
      judge(trouble());
    }
    recover();
    judge("calm");
    until(now.plusSeconds(600));
    invariants.atRest();
    return story;
  }

  @SuppressWarnings("ReferenceEquality") // a verdict that stays is the very same
  private void until(Instant end) {
    for (Instant next = next(); !next.isAfter(end); next = next()) {
      now = next;
      boolean news = false;
      for (CheckKey due : checks.due(now)) {
        Host host = host(due.realServer());
        CheckVerdict before = verdict(checks, due);
        checks = asked(checks, due, host.serves && host.reachedByDirector, host.reachedByDirector);
        news |= before != verdict(checks, due);
      }
      for (Host host : hosts.values()) {
        for (CheckKey due : host.agentRuns ? host.checks.due(now) : Sorted.<CheckKey>set()) {
          CheckVerdict before = verdict(host.checks, due);
          host.checks = asked(host.checks, due, host.serves, true);
          if (before != verdict(host.checks, due)) {
            tell(host);
            news = true;
          }
        }
      }
      Instant wake = verdicts.wake();
      if (news || (wake != null && !wake.isAfter(now))) {
        judge("time");
      }
    }
    now = end;
  }

  Host host(String name) {
    Host host = hosts.get(name);
    if (host == null) {
      throw new IllegalStateException("no host " + name);
    }
    return host;
  }

  private static @Nullable CheckVerdict verdict(Checks checks, CheckKey key) {
    var state = checks.get(key);
    return state == null ? null : state.verdict();
  }

  private Checks asked(Checks all, CheckKey key, boolean ok, boolean reached) {
    Result result =
        random.nextInt(50) == 0
            ? Result.LOCAL
            : ok ? Result.OK : reached ? Result.REFUSED : Result.TIMED_OUT;
    ProbeOutcome outcome =
        ProbeOutcome.of(
            result, new ProbeOutcome.Evidence("connect " + key, result.name(), "", Duration.ZERO));
    return all.with(
        key, state -> CheckMachine.finish(CheckMachine.begin(state, now), outcome, now));
  }

  private Instant next() {
    Instant next = checks.due();
    for (Host host : hosts.values()) {
      if (host.agentRuns && host.checks.due().isBefore(next)) {
        next = host.checks.due();
      }
    }
    Instant wake = verdicts.wake();
    Instant first = wake != null && wake.isBefore(next) ? wake : next;
    return first.isBefore(now) ? now : first;
  }

  @SuppressWarnings("RefactorSwitch") // blocks that return read better than blocks that yield
  private String trouble() {
    Host host = host(pick(hosts.keySet().toArray(new String[0])));
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> {
        host.serves = !host.serves;
        return host.name + (host.serves ? " serves again" : " serves no more");
      }
      case 3 -> {
        hosts.values().forEach(one -> one.serves = random.nextInt(4) == 0);
        return "most services die";
      }
      case 4 -> {
        hosts.values().forEach(one -> one.serves = true);
        return "all services live";
      }
      case 5 -> {
        host.reachedByDirector = !host.reachedByDirector;
        return "link to " + host.name + ": " + host.reachedByDirector;
      }
      case 6 -> {
        host.reachesControlPlane = !host.reachesControlPlane;
        if (host.reachesControlPlane) {
          tell(host);
        } else {
          silence(host);
        }
        return host.name + " reaches the control plane: " + host.reachesControlPlane;
      }
      case 7 -> {
        if (host.agentRuns) {
          host.agentRuns = false;
          silence(host);
        } else {
          startAgent(host);
        }
        return "agent of " + host.name + " runs: " + host.agentRuns;
      }
      case 8 -> {
        if (connected) {
          disconnect();
        } else {
          connect();
        }
        return "director connected: " + connected;
      }
      case 9 -> {
        relay.clear();
        disconnect();
        connect();
        hosts.values().forEach(this::tell);
        return "control plane restarts";
      }
      case 10 -> {
        restart();
        return "director restarts";
      }
      case 11 -> {
        host.boot++;
        host.ready = random.nextBoolean();
        silence(host);
        startAgent(host);
        return host.name + " reboots, ready: " + host.ready;
      }
      case 12 -> {
        host.ready = !host.ready;
        tell(host);
        return host.name + " ready: " + host.ready;
      }
      default -> {
        return order(host.name);
      }
    }
  }

  private String order(String name) {
    RealServerSpec spec = specs.get(name);
    if (spec == null) {
      return "nothing";
    }
    List<ServerOverride> all = new ArrayList<>();
    if (spec.overrides().isEmpty() || random.nextBoolean()) {
      ServerOverride.Kind kind =
          switch (random.nextInt(4)) {
            case 0 ->
                new ServerOverride.Drain(
                    0, random.nextBoolean() ? null : now.plusSeconds(random.nextInt(60)));
            case 1 -> new ServerOverride.Maintenance();
            case 2 -> new ServerOverride.Disable();
            default -> new ServerOverride.Pin(new Weight(1 + random.nextInt(50)));
          };
      all.add(
          new ServerOverride(
              "order-" + orders++,
              kind,
              "alice",
              "",
              now,
              random.nextBoolean() ? null : now.plusSeconds(random.nextInt(120))));
    }
    specs.put(name, spec.withOverrides(all));
    return "ordered for " + name + ": " + all;
  }

  private void restart() {
    Map<String, EffectiveServer> before = invariants.servers();
    verdicts = Verdicts.remembering(verdicts.memory());
    witnesses = Witnesses.disconnected(witnesses, now);
    checks = Checks.of(ownChecks(verdictsOf(checks)));
    judge("restart");
    invariants.notLess(before, "a restart");
    if (connected) {
      connect();
    }
  }

  private void recover() {
    hosts
        .values()
        .forEach(host -> {
          host.serves = true;
          host.reachedByDirector = true;
          host.reachesControlPlane = true;
          host.ready = true;
        });
    connect();
    hosts
        .values()
        .forEach(host -> {
          if (!host.agentRuns) {
            startAgent(host);
          }
          tell(host);
        });
    specs.replaceAll((_, spec) -> spec.withOverrides(List.of()));
    story.add("calm");
  }

  private void judge(String cause) {
    Map<String, EffectiveServer> before = invariants.servers();
    Verdicts.Judged judged = verdicts.judge(director(), scene(), _ -> true);
    boolean knew = !verdicts.services().isEmpty();
    boolean quorumBefore = knew && invariants.quorum();
    verdicts = judged.verdicts();
    story.add(Duration.between(START, now).toMillis() + " " + cause);
    for (Transition one : judged.transitions()) {
      story.add("    " + one);
    }
    invariants.after(judged.transitions(), knew, quorumBefore);
    if (cause.equals("director connected: false")) {
      invariants.notLess(before, "a lost session");
    }
  }
}
