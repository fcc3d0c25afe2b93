package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveServer.DrainProgress;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.Hold.WeightHold;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServerOverride.Drain;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One real server while a verdict on it is made. First by itself; then [ServiceJudge] looks at the
/// pool and may change the state; then its weight follows.
final class Candidate {

  /// A slow start writes to the kernel this often, no more.
  static final int STEPS = 10;

  final RealServerKey key;
  final RealServerSpec spec;
  final Hearing hearing;
  final @Nullable ServerMemory old;
  private final HealthPolicy policy;
  private final Scene scene;
  private final Gatekeeper.@Nullable Closed closed;

  ServerState state = ServerState.UP;
  String reason = "up";

  /// What it gets when it gets all: declared, advised or ordered.
  Weight whole = Weight.ZERO;

  @Nullable Instant failingSince;
  private @Nullable Instant recoveredAt;
  private @Nullable Instant slowSince;
  private List<Instant> falls;
  private @Nullable DrainMemory drain;
  private @Nullable ServerOverride off;
  private @Nullable ServerOverride pin;
  private @Nullable Hold hold;
  private @Nullable Instant wake;

  Candidate(
      String service,
      RealServerKey key,
      RealServerSpec spec,
      HealthPolicy policy,
      @Nullable ServerMemory old,
      Scene scene) {
    this.key = key;
    this.spec = spec;
    this.policy = policy;
    this.old = old;
    this.scene = scene;
    hearing = Hearing.of(spec, policy, scene.health(), scene.now());
    closed = Gatekeeper.closed(scene.cluster(), spec.gate(), scene.health());
    falls = old == null ? List.of() : old.falls();
    slowSince = old == null ? null : old.slowSince();
    wakeAt(hearing.wake());
    orders(service);
    remember();
  }

  private void orders(String service) {
    for (ServerOverride override : spec.overrides()) {
      if (!override.over(scene.now())) {
        wakeAt(override.until());
        switch (override.kind()) {
          case ServerOverride.Off kind -> off = off == null || strict(kind) ? override : off;
          case ServerOverride.Pin _ -> pin = override;
        }
      }
    }
    for (Hold one : scene.holds()) {
      if (one.kind() instanceof WeightHold weight
          && weight.service().equals(service)
          && weight.realServer().equals(spec.name())) {
        hold = one;
      }
    }
  }

  /// Of several orders the strictest counts.
  private boolean strict(ServerOverride.Off kind) {
    return kind instanceof ServerOverride.Disable
        || (kind instanceof Drain
            && off != null
            && off.kind() instanceof ServerOverride.Maintenance);
  }

  private void remember() {
    Instant now = scene.now();
    if (hearing.failure() != null) {
      failingSince = old == null || old.failingSince() == null ? failedAt() : old.failingSince();
    } else if (old != null && old.failingSince() != null) {
      recoveredAt = old.state().serving() ? null : now;
    } else {
      recoveredAt = old == null ? null : old.recoveredAt();
    }
  }

  /// By the verdict itself: one that counts again only because a session came back is no news. The
  /// clock of another host may be ahead of ours.
  private Instant failedAt() {
    Instant said = hearing.failedAt();
    return said == null || said.isAfter(scene.now()) ? scene.now() : said;
  }

  boolean isOff() {
    return off != null;
  }

  boolean ready() {
    return closed == null;
  }

  boolean proven() {
    return hearing.well() || (old != null && old.proven());
  }

  /// Whether it was ever given connections here.
  private boolean served() {
    return old != null && old.served();
  }

  /// Where it stands by itself.
  ///
  /// @param believed whether a failure is
  void place(boolean believed) {
    String failure = hearing.failure();
    if (off != null) {
      placeOff(off);
    } else if (failure != null && believed) {
      state(ServerState.DOWN, failure);
    } else if (failure == null
        && policy.alpha()
        && !(old != null && old.proven())
        && hearing.unknown() != null) {
      state(ServerState.WAITING, "waiting for the first verdict of check " + hearing.unknown());
    } else if (closed != null) {
      state(closed.state(), closed.reason());
    } else if (failure != null) {
      state(
          ServerState.PANIC_HELD,
          "kept, because too many failed at once to believe it: " + failure);
    } else if (!delayed()) {
      serve("up");
    }
  }

  private void state(ServerState newState, String why) {
    state = newState;
    reason = why;
    whole = newState == ServerState.PANIC_HELD ? wanted() : Weight.ZERO;
  }

  /// Whether it has recovered and has to wait.
  private boolean delayed() {
    FlapDamping damping = policy.damping();
    if (damping != null && falls.size() >= damping.falls()) {
      Instant end = falls.getLast().plus(damping.penalty());
      if (scene.now().isBefore(end)) {
        state(
            ServerState.FLAPPING,
            "kept out until %s: it fell %d times within %s"
                .formatted(end, falls.size(), words(damping.window())));
        wakeAt(end);
        return true;
      }
    }
    if (recoveredAt != null) {
      Instant end = recoveredAt.plus(policy.reentryDelay());
      if (scene.now().isBefore(end)) {
        state(
            ServerState.REENTRY_DELAY,
            "up since %s, and comes back at %s".formatted(recoveredAt, end));
        wakeAt(end);
        return true;
      }
    }
    return false;
  }

  /// It waits no longer, whatever it did.
  void release() {
    falls = List.of();
    serve("up; taken back early, because there is no quorum without it");
  }

  private void serve(String why) {
    recoveredAt = null;
    state = ServerState.UP;
    reason = why;
    whole = wanted();
    if (hold != null) {
      state = ServerState.PINNED;
      reason = "up; weight ordered on the director by " + hold.by() + until(hold.until());
    } else if (pin != null) {
      state = ServerState.PINNED;
      reason = "up; weight pinned by " + told(pin);
    }
  }

  /// The weight nothing but its health takes away. What was ordered on the node itself counts more
  /// than what was ordered from afar.
  private Weight wanted() {
    if (hold != null && hold.kind() instanceof WeightHold ordered) {
      return ordered.weight();
    }
    if (pin != null && pin.kind() instanceof ServerOverride.Pin ordered) {
      return ordered.weight();
    }
    Weight declared = spec.config().weight();
    Weight least = null;
    for (WeightAdvice advice : hearing.advice()) {
      Weight weight =
          switch (advice) {
            case WeightAdvice.Absolute(Weight absolute) -> absolute;
            case WeightAdvice.Percent(int percent) -> share(declared, percent);
          };
      least = least == null || weight.value() < least.value() ? weight : least;
    }
    return least == null ? declared : policy.advised().nearest(least);
  }

  /// Some of something is never nothing.
  private static Weight share(Weight declared, int percent) {
    int share = (int) ((long) declared.value() * percent / 100);
    return new Weight(percent > 0 && declared.value() > 0 ? Math.max(1, share) : share);
  }

  private void placeOff(ServerOverride order) {
    switch (order.kind()) {
      case ServerOverride.Disable _ -> {
        state(ServerState.DISABLED, "disabled by " + told(order));
        drain = null;
      }
      case Drain goal -> drain(order, goal.connections(), goal.deadline());
      case ServerOverride.Maintenance _ -> {
        drain(order, 0, null);
        state(
            ServerState.MAINTENANCE,
            "its node is in maintenance by " + told(order) + (drained() ? "; it has left" : ""));
      }
      case ServerOverride.Pin _ ->
          throw new IllegalStateException("a pin takes no weight away: " + order);
    }
  }

  private void drain(ServerOverride order, long goal, @Nullable Instant deadline) {
    DrainMemory known = old == null ? null : old.drain();
    DrainMemory now =
        known != null && known.order().equals(order.id())
            ? known
            : DrainMemory.begun(order.id(), scene.now());
    Long left = now.left();
    boolean few = left != null && left <= goal;
    boolean late = deadline != null && !scene.now().isBefore(deadline);
    drain = few || late ? now.over() : now;
    if (drain.through()) {
      state(ServerState.DRAINED, "drained by " + told(order) + (few ? "" : "; its time was over"));
    } else {
      wakeAt(deadline);
      state(ServerState.DRAINING, "drained by " + told(order));
    }
  }

  /// What ip_vs counts of it. Only what was counted after its weight was gone tells how many are
  /// left.
  void count(@Nullable ServerStatistics statistics) {
    DrainMemory known = drain;
    if (off == null || known == null || known.through() || !scene.now().isAfter(known.began())) {
      return;
    }
    if (statistics == null) {
      drain = known.counted(0, 0, scene.now());
    } else if (statistics.config().weight().value() == 0) {
      drain = known.counted(statistics.active(), statistics.persistent(), scene.now());
    } else {
      return;
    }
    DrainMemory counted = drain;
    Long left = counted.left();
    if (left != null && left <= goal(off)) {
      drain = counted.over();
      if (off.kind() instanceof Drain) {
        state(ServerState.DRAINED, "drained by " + told(off));
      } else {
        reason = reason + "; it has left";
      }
    }
  }

  boolean drains() {
    return drain != null && !drain.through();
  }

  private boolean drained() {
    return drain != null && drain.through();
  }

  private static long goal(ServerOverride order) {
    return order.kind() instanceof Drain goal ? goal.connections() : 0;
  }

  private static String told(ServerOverride order) {
    return order.by()
        + (order.reason().isEmpty() ? "" : " (" + order.reason() + ")")
        + until(order.until());
  }

  private static String until(@Nullable Instant end) {
    return end == null ? "" : " until " + end;
  }

  private static String words(Duration duration) {
    return duration.toSeconds() + " s";
  }

  private void wakeAt(@Nullable Instant when) {
    if (when != null && when.isAfter(scene.now()) && (wake == null || when.isBefore(wake))) {
      wake = when;
    }
  }

  /// When time alone will change something.
  @Nullable Instant wake() {
    return wake;
  }

  /// The weight it gets now. Its state is final but for a slow start.
  Weight weight() {
    if (!state.serving()) {
      slowSince = null;
      return Weight.ZERO;
    }
    Duration slow = policy.slowStart();
    if (state != ServerState.UP || slow.isZero() || whole.value() <= 1 || !served()) {
      slowSince = null;
      return whole;
    }
    if (old != null && !old.state().serving() && old.state() != ServerState.NO_QUORUM) {
      slowSince = scene.now();
    }
    if (slowSince == null) {
      return whole;
    }
    long passed = Duration.between(slowSince, scene.now()).toMillis();
    int step = Math.clamp(passed * STEPS / slow.toMillis(), 0, STEPS);
    if (step == STEPS) {
      slowSince = null;
      return whole;
    }
    state = ServerState.SLOW_START;
    reason = "up, its weight rises to " + whole + " until " + slowSince.plus(slow);
    wakeAt(slowSince.plusMillis(Math.ceilDiv(slow.toMillis() * (step + 1), (long) STEPS)));
    return new Weight(Math.max(1, (int) ((long) whole.value() * (step + 1) / STEPS)));
  }

  /// Whether it belongs in the table.
  boolean present() {
    return switch (state) {
      case UP, SLOW_START, PINNED, PANIC_HELD, SORRY, NOT_READY -> true;
      case STANDBY, DRAINED, DISABLED -> false;
      case DOWN, REENTRY_DELAY, FLAPPING, NO_QUORUM -> quiesced();
      case WAITING -> closed != null || quiesced();
      case DRAINING -> stays();
      case MAINTENANCE -> stays() && !drained();
    };
  }

  private boolean quiesced() {
    return policy.onFailure() == OnFailure.QUIESCE;
  }

  /// One that is dead has nothing to end.
  private boolean stays() {
    return hearing.failure() == null || quiesced();
  }

  Instant since() {
    return old != null && old.state() == state ? old.since() : scene.now();
  }

  EffectiveServer effective(String service, Weight weight) {
    return new EffectiveServer(
        service, spec.name(), present(), weight, state, since(), reason, progress());
  }

  private @Nullable DrainProgress progress() {
    DrainMemory now = drain;
    if (now == null || off == null) {
      return null;
    }
    long goal = goal(off);
    return new DrainProgress(
        now.active(),
        now.persistent(),
        goal,
        now.through() ? null : now.estimated(goal),
        off.kind() instanceof Drain order ? order.deadline() : null);
  }

  ServerMemory memory() {
    return new ServerMemory(
        state,
        since(),
        served() || state.serving(),
        proven(),
        failingSince,
        recoveredAt,
        slowSince,
        fallen(),
        drain);
  }

  private List<Instant> fallen() {
    FlapDamping damping = policy.damping();
    if (damping == null) {
      return List.of();
    }
    boolean fell = state == ServerState.DOWN && old != null && old.state() != ServerState.DOWN;
    if (!fell) {
      return falls;
    }
    List<Instant> all = new ArrayList<>(falls);
    all.add(scene.now());
    Instant oldest = scene.now().minus(damping.window());
    all.removeIf(one -> one.isBefore(oldest));
    return all.subList(Math.max(0, all.size() - damping.falls()), all.size());
  }
}
