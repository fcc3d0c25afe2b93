package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.Transition.Testimony;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides about one virtual service, in this order:
///
/// 1. When most of those that were up failed at once, their failures are not believed.
/// 2. Each real server has its place: taken out by order, down, waiting, not ready, delayed or up.
/// 3. Those that are only delayed come back early when there is no quorum without them.
/// 4. Without a quorum the sorry server answers alone, if there is one and it is well.
/// 5. What is left gets its weight, or part of it while it starts slowly.
final class ServiceJudge {

  private final VirtualServiceKey key;
  private final ServiceSpec spec;
  private final HealthPolicy policy;
  private final ServiceMemory old;
  private final boolean known;
  private final Scene scene;
  private final List<Candidate> pool = new ArrayList<>();
  private final @Nullable Candidate sorry;

  private final SortedMap<RealServerKey, RealServerConfig> present = new TreeMap<>();
  private final SortedMap<String, ServerMemory> memories = new TreeMap<>();
  private final List<EffectiveServer> servers = new ArrayList<>();
  private final List<Transition> transitions = new ArrayList<>();
  private @Nullable Instant wake;

  ServiceJudge(
      VirtualServiceKey key, ServiceSpec spec, @Nullable ServiceMemory memory, Scene scene) {
    this.key = key;
    this.spec = spec;
    this.policy = spec.health();
    this.scene = scene;
    known = memory != null;
    old = memory == null ? ServiceMemory.fresh(scene.now()) : memory;
    spec.realServers()
        .forEach((server, one) ->
            pool.add(
                new Candidate(
                    spec.name(), server, one, policy, old.servers().get(one.name()), scene)));
    SorryServer declared = policy.sorry();
    sorry =
        declared == null
            ? null
            : new Candidate(
                spec.name(), declared.key(), declared.server(), policy, old.sorry(), scene);
  }

  ServiceVerdict judge() {
    Instant panicSince = panic();
    Instant believedFrom = panicSince == null ? null : heldFrom(panicSince);
    for (Candidate one : pool) {
      one.place(believedFrom == null || !held(one, believedFrom));
    }
    count();
    release();
    long weight = weight();
    boolean quorum = policy.quorum().after(old.quorum(), weight);
    boolean apologizes = sorry(quorum);
    pool.forEach(this::settle);
    ServerMemory sorryMemory = null;
    if (sorry != null) {
      settle(sorry);
      sorryMemory = memories.remove(sorryName(sorry));
    }
    Instant now = scene.now();
    Instant quorumSince = quorum == old.quorum() ? old.quorumSince() : now;
    Instant sorrySince = !apologizes ? null : old.sorrySince() == null ? now : old.sorrySince();
    ServiceMemory memory =
        new ServiceMemory(quorum, quorumSince, sorrySince, panicSince, sorryMemory, memories);
    transition(memory, weight);
    return new ServiceVerdict(
        new VirtualService(spec.config(), present),
        servers,
        new EffectiveService(spec.name(), quorum, quorumSince, weight, sorrySince, panicSince),
        memory,
        wake,
        pool.stream().anyMatch(Candidate::drains),
        transitions);
  }

  /// Since when failures are not believed; null when they are.
  private @Nullable Instant panic() {
    PanicThreshold threshold = policy.panic();
    if (threshold == null) {
      return null;
    }
    Instant began = old.panicSince();
    Instant from = began == null ? scene.now().minus(threshold.window()) : heldFrom(began);
    int members = 0;
    int fallen = 0;
    for (Candidate one : pool) {
      if (!one.isOff() && one.ready() && one.proven()) {
        boolean fell = held(one, from);
        // Who was down before is no part of what fails now.
        members += fell || one.hearing.failure() == null ? 1 : 0;
        fallen += fell ? 1 : 0;
      }
    }
    if (members < 2 || !threshold.exceeded(fallen, members)) {
      return null;
    }
    return began == null ? scene.now() : began;
  }

  private Instant heldFrom(Instant panicSince) {
    PanicThreshold threshold = policy.panic();
    return threshold == null ? panicSince : panicSince.minus(threshold.window());
  }

  /// Whether it failed since then, and had been seen well before.
  private static boolean held(Candidate one, Instant from) {
    return one.failingSince != null
        && !one.failingSince.isBefore(from)
        && one.old != null
        && one.old.proven();
  }

  private void count() {
    if (scene.counted() == null) {
      return;
    }
    ServiceStatistics statistics = scene.counted().get(key);
    if (statistics != null) {
      pool.forEach(one -> one.count(statistics.realServers().get(one.key)));
    }
  }

  private long weight() {
    long weight = 0;
    for (Candidate one : pool) {
      weight += one.state.serving() ? one.whole.value() : 0;
    }
    return weight;
  }

  /// Nobody has to wait outside while there is nobody inside.
  private void release() {
    for (ServerState waiting : List.of(ServerState.REENTRY_DELAY, ServerState.FLAPPING)) {
      for (Candidate one : pool) {
        if (one.state == waiting && !policy.quorum().after(true, weight())) {
          one.release();
        }
      }
    }
  }

  /// Whether the sorry server answers, and alone.
  private boolean sorry(boolean quorum) {
    if (sorry == null) {
      return false;
    }
    sorry.place(true);
    if (sorry.state == ServerState.REENTRY_DELAY || sorry.state == ServerState.FLAPPING) {
      sorry.release();
    }
    if (!sorry.state.serving()) {
      return false;
    }
    if (quorum) {
      sorry.state = ServerState.STANDBY;
      sorry.reason = "not needed";
      return false;
    }
    sorry.state = ServerState.SORRY;
    sorry.reason = "answers, because there is no quorum";
    for (Candidate one : pool) {
      if (one.state.serving()) {
        one.state = ServerState.NO_QUORUM;
        one.reason = "up, but there is no quorum and the sorry server answers";
      }
    }
    return true;
  }

  /// Nothing about this one changes any more.
  private void settle(Candidate one) {
    Weight weight = one.weight();
    EffectiveServer effective = one.effective(spec.name(), weight);
    servers.add(effective);
    memories.put(one == sorry ? sorryName(one) : one.spec.name(), one.memory());
    if (effective.present()) {
      present.put(one.key, one.spec.config().withWeight(weight));
    }
    if (one.wake() != null && (wake == null || one.wake().isBefore(wake))) {
      wake = one.wake();
    }
    ServerState before = one.old == null ? null : one.old.state();
    boolean news = before == null ? !unremarkable(one.state) : before != one.state;
    if (news) {
      transitions.add(
          new Transition(
              scene.now(),
              spec.name(),
              one.spec.name(),
              before == null ? "" : before.name(),
              one.state.name(),
              effective.present(),
              weight.value(),
              effective.reason(),
              Hearing.testimonies(scene.self(), one.spec, scene.health())));
    }
  }

  /// No real server has a name of two words.
  private static String sorryName(Candidate sorry) {
    return "sorry server " + sorry.spec.name();
  }

  /// Of a real server nobody knew before.
  private static boolean unremarkable(ServerState state) {
    return state == ServerState.UP || state == ServerState.WAITING || state == ServerState.STANDBY;
  }

  private void transition(ServiceMemory memory, long weight) {
    Transition.Service before = state(old);
    Transition.Service after = state(memory);
    if (before == after) {
      return;
    }
    transitions.add(
        new Transition(
            scene.now(),
            spec.name(),
            "",
            known ? before.name() : "",
            after.name(),
            true,
            weight,
            reason(after, weight),
            after == Transition.Service.PANIC ? accusations() : List.of()));
  }

  private static Transition.Service state(ServiceMemory memory) {
    if (memory.panicSince() != null) {
      return Transition.Service.PANIC;
    }
    if (memory.sorrySince() != null) {
      return Transition.Service.SORRY;
    }
    return memory.quorum() ? Transition.Service.QUORUM : Transition.Service.NO_QUORUM;
  }

  private String reason(Transition.Service state, long weight) {
    HealthPolicy.Quorum quorum = policy.quorum();
    return switch (state) {
      case PANIC -> "so many failed at once that their checks are not believed";
      case QUORUM -> "weight %d is up, %d are enough".formatted(weight, quorum.up());
      case SORRY ->
          "the sorry server answers: weight %d is up, %d are needed".formatted(weight, quorum.up());
      case NO_QUORUM -> "weight %d is up, %d are needed".formatted(weight, quorum.up());
    };
  }

  /// What is said against those that are kept all the same.
  private List<Testimony> accusations() {
    List<Testimony> all = new ArrayList<>();
    for (Candidate one : pool) {
      if (one.state == ServerState.PANIC_HELD && all.size() < 20) {
        all.addAll(Hearing.testimonies(scene.self(), one.spec, scene.health()));
      }
    }
    return all;
  }
}
