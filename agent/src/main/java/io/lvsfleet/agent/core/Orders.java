package io.lvsfleet.agent.core;

import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was ordered on the node itself.
///
/// @param holds at most one of a kind and, for weights, of a real server
/// @param heldBack the newest state that waits for the end of a freeze
record Orders(List<Hold> holds, @Nullable Desired heldBack) {

  static final Orders NONE = new Orders(List.of(), null);

  Orders {
    holds = List.copyOf(holds);
  }

  Orders with(Hold hold) {
    List<Hold> all = new ArrayList<>(holds);
    all.removeIf(other -> same(other.kind(), hold.kind()));
    all.add(hold);
    return new Orders(all, heldBack);
  }

  private static boolean same(Hold.Kind a, Hold.Kind b) {
    return switch (a) {
      case Hold.WeightHold one ->
          b instanceof Hold.WeightHold other
              && one.service().equals(other.service())
              && one.realServer().equals(other.realServer());
      case Hold.Freeze _ -> b instanceof Hold.Freeze;
      case Hold.Withdrawal _ -> b instanceof Hold.Withdrawal;
    };
  }

  /// All orders end.
  Orders resumed() {
    return new Orders(List.of(), heldBack);
  }

  /// Without those whose time is over.
  Orders at(Instant now) {
    return holds.stream().noneMatch(hold -> hold.over(now))
        ? this
        : new Orders(holds.stream().filter(hold -> !hold.over(now)).toList(), heldBack);
  }

  Orders withHeldBack(@Nullable Desired state) {
    return new Orders(holds, state);
  }

  /// As they outlive a restart: what was withdrawn comes back with it.
  List<Hold> lasting() {
    return holds.stream().filter(hold -> !(hold.kind() instanceof Hold.Withdrawal)).toList();
  }

  Optional<Hold> freeze() {
    return holds.stream().filter(hold -> hold.kind() instanceof Hold.Freeze).findFirst();
  }

  Optional<Hold> withdrawal() {
    return holds.stream().filter(hold -> hold.kind() instanceof Hold.Withdrawal).findFirst();
  }

  /// When the next one ends; null when none does.
  @Nullable Instant nextEnd() {
    Instant next = null;
    for (Hold hold : holds) {
      Instant until = hold.until();
      if (until != null && (next == null || until.isBefore(next))) {
        next = until;
      }
    }
    return next;
  }
}
