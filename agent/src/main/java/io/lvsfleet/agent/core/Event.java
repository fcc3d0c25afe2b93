package io.lvsfleet.agent.core;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that happened. Events only say "look again": what to do follows from the state.
public sealed interface Event {

  /// What the session reports.
  sealed interface FromControlPlane extends Event {}

  /// A stream is established and greeted: everything is to be said again.
  record SessionOpened() implements FromControlPlane {}

  record SessionLost(String reason) implements FromControlPlane {}

  record DesiredArrived(Desired desired) implements FromControlPlane {}

  /// The control plane does not know its topology yet: changes nothing.
  record NotReadyArrived(String reason) implements FromControlPlane {}

  /// What another node's agent reported.
  record WitnessArrived(WitnessReport report) implements FromControlPlane {}

  /// The first event.
  ///
  /// @param memory what was on disk; [Memory#NONE] when there was nothing
  /// @param ledger what was on disk; null when there was nothing
  record Started(HostIdentity host, Memory memory, @Nullable Ledger ledger) implements Event {}

  /// What a look at the kernel showed.
  ///
  /// @param seen of the scope only; a service of it that is not there does not exist
  record Observed(Scope scope, KernelState seen) implements Event {}

  /// The kernel could not be asked.
  record ObserveFailed(Scope scope, String errno, String message) implements Event {}

  /// One outcome for each operation of the plan, in order.
  record PlanExecuted(List<OperationOutcome> outcomes) implements Event {
    public PlanExecuted {
      outcomes = List.copyOf(outcomes);
    }
  }

  /// @param spec that was probed: an answer to a question nobody asks any more is dropped
  /// @param evidence what was seen, in words
  record ProbeFinished(CheckKey check, CheckSpec spec, boolean ok, String evidence)
      implements Event {}

  /// Somebody, perhaps we ourselves, changed something there.
  record KernelChanged(Scope scope) implements Event {}

  /// Time has passed; see [Agent#nextWake].
  record Tick() implements Event {}
}
