package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the control plane is told about a desired state: Applied when nothing is left to do, else
/// Rejected with what is in the way.
final class Answer {

  private Answer() {}

  static void give(
      Turn turn, Desired desired, Plan plan, List<Operation> left, Permission.Bar bar) {
    List<Reason> reasons = new ArrayList<>();
    String node = desired.state().node().name();
    if (turn.mode == Event.Mode.OBSERVING) {
      reasons.add(
          new Reason(node, "observing", "this agent changes nothing; it would do " + count(left)));
    }
    Optional<Hold> withdrawal = turn.orders.withdrawal();
    if (withdrawal.isPresent()) {
      reasons.add(
          new Reason(
              node,
              "withdrawn",
              "all that is ours was withdrawn by " + withdrawal.get().by() + " on the node"));
    }
    turn.sight
        .blind()
        .forEach((facet, blindness) ->
            reasons.add(new Reason(facet.words(), blindness.errno(), blindness.message())));
    if (bar != Permission.Bar.OBSERVING) {
      left.forEach(operation -> reasons.add(reason(turn, operation, bar)));
    }
    plan.conflicts().forEach(c -> reasons.add(new Reason(c.object(), c.code(), c.detail())));
    if (!reasons.isEmpty()) {
      turn.truth = turn.truth.withAnswer(new Rejected(desired.stamp(), reasons));
      return;
    }
    turn.truth = turn.truth.withAnswer(new Applied(desired.stamp()));
    turn.reachedNow |=
        desired.state().policy().drift() == NodePolicy.Drift.REPORT
            && !desired.stamp().equals(turn.applied);
    turn.applied = desired.stamp();
  }

  private static String count(List<Operation> left) {
    return left.size() == 1 ? "1 operation" : left.size() + " operations";
  }

  private static Reason reason(Turn turn, Operation operation, Permission.Bar bar) {
    for (OperationOutcome outcome : turn.failures) {
      if (outcome.operation().equals(operation)) {
        return switch (outcome) {
          case Failed failed -> new Reason(operation.describe(), failed.errno(), failed.message());
          case Skipped skipped ->
              new Reason(
                  operation.describe(),
                  "skipped",
                  "not tried because this failed: " + skipped.because().describe());
          case Done _ -> throw new IllegalStateException("a failure that is none: " + outcome);
        };
      }
    }
    return switch (bar) {
      case REPORTING ->
          new Reason(
              operation.describe(),
              "drift",
              "somebody else changed it, and drift is only reported on this node");
      case HELD ->
          new Reason(
              operation.describe(), "held", "changes are held back on the node (lvs-agent resume)");
      case NONE, OBSERVING ->
          new Reason(
              operation.describe(),
              "undone",
              "somebody else keeps changing it; it is tried again soon");
    };
  }
}
