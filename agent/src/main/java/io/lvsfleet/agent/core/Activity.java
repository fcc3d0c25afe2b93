package io.lvsfleet.agent.core;

import io.lvsfleet.reconcile.Plan;

/// What the agent is waiting for. It does one thing at a time.
sealed interface Activity {

  record Idle() implements Activity {}

  record Observing(Scope scope) implements Activity {}

  record Executing(Plan plan, Cause cause) implements Activity {}

  /// Why a plan is carried out.
  enum Cause {
    /// What should be has changed.
    WANTED,
    /// It was tried before and did not succeed.
    RETRY,
    /// Everything was as it should be, and somebody changed it.
    DRIFT,
    /// Nothing is to be changed, only to be said to the neighbours.
    ANNOUNCEMENT
  }
}
