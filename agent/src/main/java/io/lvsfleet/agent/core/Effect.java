package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Plan;

/// Something to be done outside. Effects of one step are carried out in their order.
public sealed interface Effect {

  /// Look at the kernel and answer with [Event.Observed].
  record Observe(Scope scope) implements Effect {}

  /// Put the plan's intent on disk, then carry its operations out in their order, and answer with
  /// [Event.PlanExecuted]. An intent that cannot be written means that nothing is carried out:
  /// every operation has then failed.
  record Execute(Plan plan) implements Effect {}

  /// Keep what has to survive a restart.
  record PersistState(Memory memory) implements Effect {}

  /// Keep what is ours now; it says less than the intent did.
  record PersistLedger(Ledger ledger) implements Effect {}

  /// Tell the control plane.
  record Send(AgentMessage message) implements Effect {}

  /// Read what ip_vs has counted, on another thread, and answer with [Event.StatisticsRead].
  record ReadStatistics() implements Effect {}

  /// Look on another thread for what others' packet filters do to this state, and answer with
  /// [Event.Found].
  record Inspect(KernelState wanted) implements Effect {}

  /// Probe once and answer with [Event.ProbeFinished] within the specification's timeout.
  record Probe(CheckKey check, CheckSpec spec) implements Effect {}
}
