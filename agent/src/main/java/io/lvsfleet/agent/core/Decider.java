package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.readiness.ReadinessJudge;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import io.lvsfleet.reconcile.SysctlPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

  /// What an audit looks at: all that is wanted or ours, and what tells whether it has its effect.
  /// A node that has and had no virtual services needs no ip_vs at all.
  static Scope everything(Turn turn) {
    NodeState state = turn.desired == null ? null : turn.desired.state();
    KernelState wanted = turn.effective == null ? KernelState.EMPTY : turn.effective.state();
    Ledger ledger = turn.ledger;
    DirectorState director = state == null ? null : state.director();

    SortedSet<Facet> whole = new TreeSet<>(List.of(Facet.ADDRESSES, Facet.PACKET_RULES));
    if (director != null || !ledger.services().isEmpty()) {
      whole.add(Facet.SERVICES);
    }
    if (director != null || ledger.timeoutsOriginal() != null || !ledger.syncDaemons().isEmpty()) {
      whole.add(Facet.SETTINGS);
    }
    if (!wanted.network().decapsulationPorts().isEmpty()
        || !ledger.decapsulationPorts().isEmpty()) {
      whole.add(Facet.DECAPSULATION_PORTS);
    }
    SortedSet<SysctlKey> sysctls = new TreeSet<>(ledger.sysctlOriginals().keySet());
    sysctls.addAll(wanted.sysctls().keySet());
    sysctls.addAll(SysctlPlanner.companions(wanted.sysctls().keySet()));
    if (state != null) {
      sysctls.addAll(ReadinessJudge.parameters(state));
      if (state.realServers().values().stream().anyMatch(one -> !one.gateways().isEmpty())) {
        whole.add(Facet.ROUTES);
      }
    }
    SortedSet<String> devices = new TreeSet<>(ledger.devices());
    devices.addAll(wanted.network().devices().keySet());
    SortedSet<RouteKey> routes = new TreeSet<>(ledger.routes());
    routes.addAll(wanted.network().routes().keySet());
    return new Scope(whole, Sorted.set(), sysctls, devices, routes);
  }

  void decide() {
    turn.waitingUntil = null;
    Scope everything = everything(turn);
    SortedSet<Facet> unneeded = new TreeSet<>(turn.sight.parts());
    unneeded.removeAll(everything.facets());
    turn.sight = turn.sight.without(unneeded); // else they would stand in the way for ever
    turn.pending = turn.pending.without(unneeded).and(everything.without(turn.view.asked()));
    Scope now = turn.sight.allowed(turn.pending, turn.now);
    if (!now.isEmpty()) {
      look(now);
      return;
    }
    Plan plan =
        withAnnouncements(
            Planning.plan(
                desired.state(), effective, turn.view.known(), turn.ledger, turn.sight.parts()));
    forgetFailures(plan);
    Permission permission = Permission.of(turn, plan);
    Retries.Split split =
        (turn.wanted ? Retries.NONE : turn.retries).split(permission.permitted(), turn.now);
    Plan next = split.now();
    Scope unsure =
        premises(next).and(missing()).without(turn.view.exact()).without(turn.sight.parts());
    if (!unsure.isEmpty()) {
      look(unsure);
    } else if (plan.isEmpty()) {
      reached(plan);
    } else if (next.isEmpty()) {
      turn.waitingUntil = split.until();
      told(plan, permission);
    } else {
      act(next);
    }
  }

  /// Of what need not be done any more.
  private void forgetFailures(Plan plan) {
    if (!turn.failures.isEmpty()) {
      Set<Operation> left = Set.copyOf(plan.operations());
      turn.failures =
          turn.failures.stream().filter(failure -> left.contains(failure.operation())).toList();
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
    return Scope.services(missing);
  }

  private void keep(Ledger ledger) {
    if (!ledger.equals(turn.ledger) && turn.mode == Event.Mode.ACTING) {
      turn.ledger = ledger;
      turn.effects.add(new Effect.PersistLedger(ledger));
    }
  }

  /// What has to be known for certain before a plan is carried out: all it touches, and for an
  /// address nobody may hear of all that keeps it silent.
  private Scope premises(Plan plan) {
    Scope premises = Scope.touchedBy(plan.operations());
    for (Operation operation : plan.operations()) {
      if (operation instanceof AddAddress add && add.silent()) {
        premises = premises.and(silence(add.address()));
      }
      if (operation instanceof PutRoute put && put.route().type() == Route.Type.LOCAL) {
        premises = premises.and(Scope.sysctls(ReadinessJudge.parameters(desired.state())));
      }
    }
    return premises;
  }

  private Scope silence(LocalAddress address) {
    KernelState wanted = effective.state();
    Scope silence =
        Scope.sysctls(wanted.sysctls().keySet())
            .and(Scope.sysctls(ReadinessJudge.parameters(desired.state())));
    if (!wanted.network().packetRules().isEmpty()) {
      silence = silence.and(Scope.of(List.of(Facet.PACKET_RULES)));
    }
    return wanted.network().devices().containsKey(address.interfaceName())
        ? silence.and(Scope.devices(List.of(address.interfaceName())))
        : silence;
  }

  private void look(Scope scope) {
    turn.pending = turn.pending.without(scope);
    turn.activity = new Activity.Observing(scope);
    turn.effects.add(new Effect.Observe(scope));
  }

  private void act(Plan plan) {
    turn.activity = new Activity.Executing(plan, cause(plan));
    turn.wanted = false;
    turn.ledger = plan.intent();
    turn.effects.add(new Effect.Execute(plan));
  }

  private Activity.Cause cause(Plan plan) {
    if (onlyAnnounces(plan)) {
      return Activity.Cause.ANNOUNCEMENT;
    }
    if (turn.wanted) {
      return Activity.Cause.WANTED;
    }
    return Permission.wasReached(turn) ? Activity.Cause.DRIFT : Activity.Cause.RETRY;
  }

  private static boolean onlyAnnounces(Plan plan) {
    return plan.operations().stream().allMatch(AnnounceAddress.class::isInstance);
  }

  private void reached(Plan plan) {
    turn.wanted = false;
    turn.failures = List.of();
    turn.drift = turn.drift.clear();
    keep(plan.intent());
    report(plan, List.of());
    answer(plan, List.of(), Permission.Bar.NONE);
  }

  /// Something is left that cannot or may not be done now.
  private void told(Plan plan, Permission permission) {
    // What is not there is not ours: an operator may make it by hand meanwhile.
    keep(
        Reconciler.withoutAbsent(
            turn.ledger,
            Failovers.withoutVrrp(turn.view.known(), desired.state()),
            turn.sight.parts()));
    List<Operation> barred = permission.barred();
    switch (permission.bar()) {
      case REPORTING -> turn.drift = turn.drift.reported(barred, turn.now);
      case OBSERVING, HELD -> turn.wanted = false;
      case NONE -> {}
    }
    report(plan, barred.stream().map(Operation::describe).toList());
    answer(plan, plan.operations(), permission.bar());
  }

  /// Says again who holds the addresses of which the neighbours may not know.
  private Plan withAnnouncements(Plan plan) {
    SortedSet<LocalAddress> wanted = new TreeSet<>(effective.state().addresses());
    wanted.removeIf(effective.state()::silent);
    turn.announcements = turn.announcements.only(wanted);
    if (turn.mode == Event.Mode.OBSERVING) {
      turn.announcements = Announcements.NONE;
      return plan;
    }
    List<Operation> operations = new ArrayList<>(plan.operations());
    for (LocalAddress address : turn.announcements.due(turn.now)) {
      if (turn.view.known().addresses().contains(address)
          && !turn.sight.parts().contains(Facet.ADDRESSES)) {
        operations.add(new AnnounceAddress(address));
      } else {
        turn.announcements = turn.announcements.postpone(address, turn.announcing(), turn.now);
      }
    }
    return new Plan(operations, plan.conflicts(), plan.foreign(), plan.intent());
  }

  private void report(Plan plan, List<String> outstanding) {
    Observation observation =
        new Observation(
            ReadinessJudge.judge(
                desired.state(), turn.view.known(), turn.sight.parts(), turn.drift.lapses()),
            plan.foreign(),
            effective.servers(),
            effective.services(),
            turn.drift.repaired(),
            turn.drift.last(),
            turn.drift.contests(turn.now),
            turn.findings,
            turn.orders.holds(),
            outstanding,
            turn.failover);
    turn.truth = turn.truth.withObserved(new ObservedReport(observation));
  }

  private void answer(Plan plan, List<Operation> left, Permission.Bar bar) {
    turn.settled = true;
    Answer.give(turn, desired, plan, left, bar);
  }
}
