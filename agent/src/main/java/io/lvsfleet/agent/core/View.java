package io.lvsfleet.agent.core;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Sorted;

/// What the agent knows of its kernel.
///
/// @param known by all looks so far
/// @param asked what was looked at at least once: what is not in `known` of it does not exist, what
///   is not in it has just not been seen
/// @param exact the part that may be acted on: looked at by itself and not acted on since
record View(KernelState known, Scope asked, Scope exact) {

  static final View BLANK = new View(KernelState.EMPTY, Scope.NOTHING, Scope.NOTHING);

  /// A dump may be torn: it is nothing to act on, and what was exact before it no longer is.
  View seen(Scope scope, KernelState seen) {
    Scope before =
        scope.table() ? new Scope(false, Sorted.set(), exact.addresses(), exact.sysctls()) : exact;
    return new View(scope.replace(known, seen), asked.and(scope), before.and(scope));
  }

  /// Time has passed or something was done: look again before acting.
  View stale() {
    return new View(known, asked, Scope.NOTHING);
  }
}
