package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.core.readiness.ReadinessJudge;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Conflict;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// What an idle agent does next: look, act, or answer.
final class Decider {

  private final Turn turn;
  private final Desired desired;
  private final Effective effective;

  Decider(Turn turn) {
    this.turn = turn;
    this.desired = Objects.requireNonNull(turn.desired);
    this.effective = Objects.requireNonNull(turn.effective);
  }

  /// What an audit looks at. A node that has and had no virtual services needs no ip_vs at all.
  static Scope everything(Turn turn) {
    SortedSet<SysctlKey> sysctls = new TreeSet<>(turn.ledger.sysctlOriginals().keySet());
    if (turn.effective != null) {
      sysctls.addAll(turn.effective.state().sysctls().keySet());
    }
    boolean table =
        (turn.desired != null && turn.desired.state().director() != null)
            || !turn.ledger.services().isEmpty();
    return new Scope(table, Sorted.set(), true, sysctls);
  }

  void decide() {
    turn.waiting = false;
    if (turn.blindness != null && !turn.patience.allows(turn.now)) {
      answer(List.of(), List.of());
      return;
    }
    turn.pending = turn.pending.and(everything(turn).without(turn.view.asked()));
    if (!turn.pending.isEmpty()) {
      look(turn.pending);
      return;
    }
    Plan plan =
        withAnnouncements(Reconciler.plan(turn.view.known(), effective.state(), turn.ledger));
    boolean mayAct = turn.wanted || turn.patience.allows(turn.now);
    Scope needed = mayAct ? premises(plan).and(missing()) : missing();
    Scope unsure = needed.without(turn.view.exact());
    if (!unsure.isEmpty()) {
      look(unsure);
    } else if (plan.isEmpty()) {
      reached(plan);
    } else if (mayAct) {
      act(plan);
    } else {
      waiting(plan);
    }
  }

  /// What is ours by the ledger and was not seen. The claims on it end, so a dump, which may be
  /// torn, is not enough: what it left out would be somebody else's from then on.
  private Scope missing() {
    SortedMap<VirtualServiceKey, VirtualService> known = turn.view.known().services();
    SortedSet<VirtualServiceKey> missing = new TreeSet<>();
    turn.ledger
        .services()
        .forEach((key, own) -> {
          VirtualService found = known.get(key);
          if (found == null || !found.realServers().keySet().containsAll(own)) {
            missing.add(key);
          }
        });
    return new Scope(false, missing, false, Sorted.set());
  }

  /// What could not be made is not ours: somebody else may make it before the next try.
  private void waiting(Plan plan) {
    turn.waiting = true;
    keep(Reconciler.withoutAbsent(turn.ledger, turn.view.known()));
    report(plan);
    answer(plan.operations(), plan.conflicts());
  }

  private void keep(Ledger ledger) {
    if (!ledger.equals(turn.ledger)) {
      turn.ledger = ledger;
      turn.effects.add(new Effect.PersistLedger(ledger));
    }
  }

  /// What has to be known for certain before a plan is carried out: all it touches, and for a
  /// virtual IP on lo the parameters that keep it silent.
  private Scope premises(Plan plan) {
    Scope touched = Scope.touchedBy(plan.operations());
    boolean silence =
        plan.operations().stream()
            .anyMatch(o -> o instanceof AddAddress add && add.address().onLoopback());
    return silence ? touched.and(Scope.sysctls(effective.state().sysctls().keySet())) : touched;
  }

  private void look(Scope scope) {
    turn.pending = Scope.NOTHING;
    turn.activity = new Activity.Observing(scope);
    turn.effects.add(new Effect.Observe(scope));
  }

  private void act(Plan plan) {
    turn.activity = new Activity.Executing(plan, cause());
    turn.wanted = false;
    turn.ledger = plan.intent();
    turn.effects.add(new Effect.Execute(plan));
  }

  private Activity.Cause cause() {
    if (turn.wanted) {
      return Activity.Cause.WANTED;
    }
    boolean wasReached = desired.stamp().equals(turn.applied) && turn.failures.isEmpty();
    return wasReached ? Activity.Cause.DRIFT : Activity.Cause.RETRY;
  }

  private void reached(Plan plan) {
    turn.wanted = false;
    turn.failures = List.of();
    keep(plan.intent());
    report(plan);
    answer(List.of(), plan.conflicts());
  }

  /// Says again who holds the addresses of which the neighbours may not know.
  private Plan withAnnouncements(Plan plan) {
    SortedSet<LocalAddress> left = new TreeSet<>(turn.unannounced);
    left.retainAll(effective.state().addresses());
    turn.unannounced = left;
    List<Operation> operations = new ArrayList<>(plan.operations());
    for (LocalAddress address : left) {
      if (turn.view.known().addresses().contains(address)) {
        operations.add(new AnnounceAddress(address));
      }
    }
    return new Plan(operations, plan.conflicts(), plan.foreign(), plan.intent());
  }

  private void report(Plan plan) {
    ObservedReport observed =
        new ObservedReport(
            ReadinessJudge.judge(desired.state(), turn.view.known()),
            plan.foreign(),
            effective.servers(),
            turn.repairedDrift);
    turn.truth = new Conversation(true, turn.truth.answer(), turn.truth.health(), observed);
  }

  /// Applied when nothing is left to do, else Rejected with what is in the way.
  private void answer(List<Operation> left, List<Conflict> conflicts) {
    turn.settled = true;
    List<Reason> reasons = new ArrayList<>();
    Event.ObserveFailed blindness = turn.blindness;
    if (blindness != null) {
      reasons.add(new Reason("kernel", blindness.errno(), blindness.message()));
    }
    left.forEach(operation -> reasons.add(reason(operation)));
    conflicts.forEach(c -> reasons.add(new Reason(c.object(), c.code(), c.detail())));
    AgentMessage answer;
    if (reasons.isEmpty()) {
      answer = new Applied(desired.stamp());
      turn.applied = desired.stamp();
    } else {
      answer = new Rejected(desired.stamp(), reasons);
    }
    turn.truth = turn.truth.withAnswer(answer);
  }

  private Reason reason(Operation operation) {
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
    return new Reason(
        operation.describe(), "undone", "somebody else keeps changing it; it is tried again soon");
  }
}
