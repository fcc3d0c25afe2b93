package io.lvsfleet.controlplane.service;

import java.time.Duration;

/// How a revision shall reach the agents.
///
/// @param isStaged whether one part of them takes it first and the others once that is verified
/// @param isRolledBack whether the cluster becomes what it was before when an agent refuses it or
///   when it is not verified everywhere in time
/// @param within that time
public record RolloutPolicy(boolean isStaged, boolean isRolledBack, Duration within) {

  /// All agents take it as soon as they can, and nobody watches.
  public static final RolloutPolicy AT_ONCE = new RolloutPolicy(false, false, Duration.ZERO);

  boolean isWatched() {
    return isStaged || isRolledBack;
  }
}
