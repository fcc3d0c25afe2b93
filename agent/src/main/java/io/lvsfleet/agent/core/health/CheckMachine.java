package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.CheckVerdict.State;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes verdicts of results: `fall` failures in a row make a check down, `rise` successes in a row
/// make it up again. The very first success is enough, for there is nothing to be doubted yet.
public final class CheckMachine {

  private CheckMachine() {}

  /// A check that is not running yet.
  ///
  /// @param verdict what is known of it from before; null when nothing is
  public static CheckState start(
      CheckKey key, CheckSpec spec, @Nullable CheckVerdict verdict, Instant now) {
    return new CheckState(spec, verdict, 0, now.plusMillis(jitter(key, spec)), false);
  }

  /// The checks after a restart, with the verdicts they had before it.
  public static SortedMap<CheckKey, CheckState> resume(
      SortedMap<CheckKey, CheckSpec> specs,
      SortedMap<CheckKey, CheckVerdict> verdicts,
      Instant now) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>();
    specs.forEach((key, spec) -> all.put(key, start(key, spec, verdicts.get(key), now)));
    return all;
  }

  /// The checks of a new document. One that is the same goes on as if nothing had happened; one
  /// that asks the same question at another pace keeps its verdict.
  public static SortedMap<CheckKey, CheckState> adopt(
      SortedMap<CheckKey, CheckState> old, SortedMap<CheckKey, CheckSpec> specs, Instant now) {
    SortedMap<CheckKey, CheckState> next = new TreeMap<>();
    for (Map.Entry<CheckKey, CheckSpec> entry : specs.entrySet()) {
      CheckState before = old.get(entry.getKey());
      CheckSpec spec = entry.getValue();
      if (before != null && before.spec().equals(spec)) {
        next.put(entry.getKey(), before);
      } else {
        boolean sameQuestion = before != null && before.spec().probe().equals(spec.probe());
        CheckVerdict verdict = before != null && sameQuestion ? before.verdict() : null;
        next.put(entry.getKey(), start(entry.getKey(), spec, verdict, now));
      }
    }
    return next;
  }

  /// A probe was started. Starts keep their distance of one interval; missed ones are not made up
  /// for.
  public static CheckState begin(CheckState state, Instant now) {
    Instant next = state.due().plus(state.spec().interval());
    return new CheckState(
        state.spec(),
        state.verdict(),
        state.contrary(),
        next.isAfter(now) ? next : now.plus(state.spec().interval()),
        true);
  }

  /// A probe has answered.
  public static CheckState finish(CheckState state, boolean ok, String evidence, Instant now) {
    CheckVerdict verdict = state.verdict();
    State seen = ok ? State.UP : State.DOWN;
    if (verdict != null && verdict.state() == seen) {
      return with(state, verdict, 0);
    }
    int contrary = state.contrary() + 1;
    boolean decided = ok ? verdict == null || contrary >= rise(state) : contrary >= fall(state);
    return decided
        ? with(state, CheckVerdict.of(seen, now, evidence), 0)
        : with(state, verdict, contrary);
  }

  private static int rise(CheckState state) {
    return state.spec().rise();
  }

  private static int fall(CheckState state) {
    return state.spec().fall();
  }

  private static CheckState with(CheckState state, @Nullable CheckVerdict verdict, int contrary) {
    return new CheckState(state.spec(), verdict, contrary, state.due(), false);
  }

  /// Spreads first starts over one interval, so that checks of one pace do not all run at once. The
  /// same key always gets the same place: that keeps restarts and simulations alike.
  private static long jitter(CheckKey key, CheckSpec spec) {
    long mixed = key.toString().hashCode() * 0x9E37_79B9_7F4A_7C15L; // Fibonacci hashing
    return (mixed >>> 1) % spec.interval().toMillis();
  }
}
