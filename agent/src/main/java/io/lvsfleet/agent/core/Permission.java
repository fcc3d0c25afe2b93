package io.lvsfleet.agent.core;

import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which operations of a plan may be carried out at all.
///
/// @param bar why the others may not
record Permission(Plan permitted, List<Operation> barred, Bar bar) {

  enum Bar {
    NONE,
    /// This agent changes nothing.
    OBSERVING,
    /// Somebody on the node holds changes back; only what health demands is done.
    HELD,
    /// Drift is only reported.
    REPORTING
  }

  static Permission of(Turn turn, Plan plan) {
    if (turn.mode == Event.Mode.OBSERVING) {
      return split(plan, _ -> false, Bar.OBSERVING);
    }
    if (turn.orders.freeze().isPresent() && turn.orders.withdrawal().isEmpty()) {
      return split(plan, Permission::health, Bar.HELD);
    }
    if (reportsOnly(turn)) {
      return split(plan, AnnounceAddress.class::isInstance, Bar.REPORTING);
    }
    return new Permission(plan, List.of(), Bar.NONE);
  }

  private static Permission split(Plan plan, Predicate<Operation> may, Bar bar) {
    List<Operation> permitted = new ArrayList<>();
    List<Operation> barred = new ArrayList<>();
    for (Operation operation : plan.operations()) {
      boolean rests = Dependencies.blocker(operation, barred).isPresent();
      (may.test(operation) && !rests ? permitted : barred).add(operation);
    }
    Plan part = new Plan(permitted, plan.conflicts(), plan.foreign(), plan.intent());
    return new Permission(part, List.copyOf(barred), barred.isEmpty() ? Bar.NONE : bar);
  }

  private static boolean health(Operation operation) {
    return operation instanceof AddRealServer
        || operation instanceof EditRealServer
        || operation instanceof RemoveRealServer
        || operation instanceof AnnounceAddress;
  }

  private static boolean reportsOnly(Turn turn) {
    Desired desired = turn.desired;
    return desired != null
        && desired.state().policy().drift() == NodePolicy.Drift.REPORT
        && !turn.wanted
        && nothingFailed(turn)
        && (desired.stamp().equals(turn.applied)
            || (turn.applied == null && turn.persisted.reached()));
  }

  /// Whether everything was as it should be since the last wanted change.
  static boolean wasReached(Turn turn) {
    Desired desired = turn.desired;
    return desired != null && desired.stamp().equals(turn.applied) && nothingFailed(turn);
  }

  /// An announcement that cannot be made leaves nothing to be made.
  private static boolean nothingFailed(Turn turn) {
    return turn.failures.stream().allMatch(one -> one.operation() instanceof AnnounceAddress);
  }
}
