package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.CheckVerdict.State;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.WeightAdvice;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes verdicts of results: `fall` failures in a row make a check down, `rise` successes in a row
/// make it up again. The very first success is enough, for there is nothing to be doubted yet.
///
/// Two things need no counting. After the host itself told that a listener closed or a process
/// ended, a refused connection is proof enough. And a probe that could not ask proves nothing.
public final class CheckMachine {

  private CheckMachine() {}

  /// A check that is not running yet.
  ///
  /// @param verdict what is known of it from before; null when nothing is
  public static CheckState start(
      CheckKey key, CheckSpec spec, @Nullable CheckVerdict verdict, Instant now) {
    return new CheckState(spec, verdict, 0, now.plusMillis(jitter(key, spec)), false, null);
  }

  /// The checks after a restart, with the verdicts they had before it. Their starts are spread as
  /// at the first time: a restart is no storm.
  public static SortedMap<CheckKey, CheckState> resume(
      SortedMap<CheckKey, CheckSpec> specs,
      SortedMap<CheckKey, CheckVerdict> verdicts,
      Instant now) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>();
    specs.forEach((key, spec) -> all.put(key, start(key, spec, verdicts.get(key), now)));
    return all;
  }

  /// The checks of a new document. One that is the same goes on as if nothing had happened; one
  /// that asks the same question at another pace keeps its verdict. One that asks another question
  /// keeps only that it is down: an edit makes no dead server well, successes do.
  public static SortedMap<CheckKey, CheckState> adopt(
      SortedMap<CheckKey, CheckState> old, SortedMap<CheckKey, CheckSpec> specs, Instant now) {
    SortedMap<CheckKey, CheckState> next = new TreeMap<>();
    for (Map.Entry<CheckKey, CheckSpec> entry : specs.entrySet()) {
      CheckState before = old.get(entry.getKey());
      CheckSpec spec = entry.getValue();
      if (before != null && before.spec().equals(spec)) {
        next.put(entry.getKey(), before);
      } else {
        CheckVerdict verdict = before == null ? null : kept(before, spec);
        next.put(entry.getKey(), start(entry.getKey(), spec, verdict, now));
      }
    }
    return next;
  }

  private static @Nullable CheckVerdict kept(CheckState before, CheckSpec spec) {
    CheckVerdict verdict = before.verdict();
    boolean down = verdict != null && !verdict.up();
    return down || before.spec().probe().equals(spec.probe()) ? verdict : null;
  }

  /// A probe was started. Starts keep their distance of one interval; missed ones are not made up
  /// for.
  public static CheckState begin(CheckState state, Instant now) {
    Duration pace = state.spec().interval();
    Instant next = state.due().plus(pace);
    return state.at(next.isAfter(now) ? next : now.plus(pace), true);
  }

  /// Something may have happened to the server: it is asked at once.
  public static CheckState hurry(CheckState state, Instant now) {
    return state.due().isAfter(now) ? state.at(now, state.running()) : state;
  }

  /// This host itself tells that the service may have ended: it is asked at once, and a refused
  /// connection is then believed.
  public static CheckState suspect(CheckState state, Instant now) {
    return hurry(state, now).suspectedAt(now);
  }

  /// A probe has answered.
  public static CheckState finish(CheckState before, ProbeOutcome outcome, Instant now) {
    CheckState state = before.at(before.due(), false);
    return switch (outcome.result()) {
      case LOCAL -> state; // says nothing about the server
      case OK -> succeeded(state, outcome, now);
      case REFUSED, TIMED_OUT, OTHER -> failed(state, outcome, now);
    };
  }

  private static CheckState succeeded(CheckState before, ProbeOutcome outcome, Instant now) {
    CheckState state = askedSince(before) ? before.suspectedAt(null) : before;
    CheckVerdict verdict = state.verdict();
    if (verdict != null && verdict.up()) {
      return state.with(advised(verdict, outcome), 0);
    }
    int contrary = state.contrary() + 1;
    return verdict == null || contrary >= state.spec().rise()
        ? state.with(verdict(State.UP, outcome, now), 0)
        : sooner(state.with(verdict, contrary), now);
  }

  private static CheckState failed(CheckState state, ProbeOutcome outcome, Instant now) {
    CheckVerdict verdict = state.verdict();
    if (verdict != null && !verdict.up()) {
      return state.with(verdict, 0).suspectedAt(null);
    }
    int contrary = state.contrary() + 1;
    boolean proven = outcome.result() == ProbeOutcome.Result.REFUSED && believed(state, now);
    return proven || contrary >= state.spec().fall()
        ? state.with(verdict(State.DOWN, outcome, now), 0).suspectedAt(null)
        : sooner(state.with(verdict, contrary), now);
  }

  private static CheckVerdict verdict(State state, ProbeOutcome outcome, Instant now) {
    return new CheckVerdict(state, now, outcome.evidence(), outcome.advice(), outcome.warning());
  }

  /// Whether a refused connection needs no second one: the host told so itself, and the time a
  /// restart may take is over.
  private static boolean believed(CheckState state, Instant now) {
    Instant suspected = state.suspected();
    return suspected != null
        && askedSince(state)
        && !now.isBefore(suspected.plus(state.spec().timing().restartGrace()));
  }

  /// Whether the question was put after the suspicion arose: then the next one is not due yet.
  private static boolean askedSince(CheckState state) {
    return state.suspected() == null || state.due().isAfter(state.suspected());
  }

  /// While answers contradict the verdict, questions come faster.
  private static CheckState sooner(CheckState state, Instant now) {
    Instant fast =
        state.due().minus(state.spec().interval()).plus(state.spec().timing().fastInterval());
    Instant due = fast.isBefore(now) ? now : fast;
    return due.isBefore(state.due()) ? state.at(due, false) : state;
  }

  /// What is well may have something new to say; since when and why it is well stays.
  private static CheckVerdict advised(CheckVerdict verdict, ProbeOutcome outcome) {
    WeightAdvice advice =
        alike(verdict.advice(), outcome.advice()) ? verdict.advice() : outcome.advice();
    return Objects.equals(advice, verdict.advice()) && outcome.warning().equals(verdict.warning())
        ? verdict
        : new CheckVerdict(
            verdict.state(), verdict.since(), verdict.evidence(), advice, outcome.warning());
  }

  /// A weight that trembles by less than a twentieth is none that changes.
  private static boolean alike(@Nullable WeightAdvice a, @Nullable WeightAdvice b) {
    if (a instanceof WeightAdvice.Percent one && b instanceof WeightAdvice.Percent other) {
      return alike(one.percent(), other.percent());
    }
    return a instanceof WeightAdvice.Absolute one
        && b instanceof WeightAdvice.Absolute other
        && alike(one.weight().value(), other.weight().value());
  }

  private static boolean alike(int a, int b) {
    return a != 0 && b != 0 && Math.abs(a - b) * 20L < Math.max(a, b);
  }

  /// Spreads first starts over one interval, so that checks of one pace do not all run at once. The
  /// same key always gets the same place: that keeps restarts and simulations alike.
  private static long jitter(CheckKey key, CheckSpec spec) {
    long mixed = key.toString().hashCode() * 0x9E37_79B9_7F4A_7C15L; // Fibonacci hashing
    return (mixed >>> 1) % spec.interval().toMillis();
  }
}
