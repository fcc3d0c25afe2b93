package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.effective.HealthView;
import io.lvsfleet.agent.core.effective.Witnesses;
import io.lvsfleet.agent.core.health.CheckMachine;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.core.port.AgentMessage.StatisticsReport;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Reconciler;
import io.lvsfleet.reconcile.RemovalGuard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One step of the agent while it is being made: takes the event in, then lets [Decider] say what
/// follows. Lives for one call of [Agent#step].
final class Turn extends Draft {

  final List<Effect> effects = new ArrayList<>();
  private final List<AgentMessage> direct = new ArrayList<>();

  /// Whether something that decides about real servers changed in this step.
  private boolean healthChanged;

  /// Whether the kernel holds all of the desired state since this step, and that has to be kept.
  boolean reachedNow;

  Turn(AgentState state, Instant now) {
    super(state, now);
  }

  void take(Event event) {
    switch (event) {
      case Event.Started started -> started(started);
      case Event.SessionOpened _ -> {
        said = Conversation.OPENED;
        meter = meter.forget();
        healthChanged = true;
      }
      case Event.SessionLost _ -> {
        said = Conversation.CLOSED;
        meter = meter.forget();
        healthChanged = true;
      }
      case Event.DesiredArrived arrived -> desired(arrived.desired());
      case Event.NotReadyArrived _ -> {}
      case Event.WitnessArrived arrived -> {
        health = health.with(arrived.report(), desired == null ? null : desired.state());
        healthChanged = true;
      }
      case Event.Observed observed -> observed(observed);
      case Event.PlanExecuted executed -> executed(executed.outcomes());
      case Event.ProbeFinished finished -> probeFinished(finished);
      case Event.KernelChanged changed -> {
        Set<Facet> parts = changed.parts();
        lookAgain(Decider.everything(this).only(parts::contains));
      }
      case Event.LinksChanged _ -> linksChanged();
      case Event.StatisticsRead read -> statistics(read.counted());
      case Event.Found found -> {
        findings = found.findings();
        settled = false;
      }
      case Event.FailoverSeen seen -> {
        failover = seen.status();
        settled = false;
      }
      case Event.Ordered ordered -> order(orders.with(ordered.hold()));
      case Event.Resumed _ -> order(orders.resumed());
      case Event.Tick _ -> {}
    }
  }

  private void started(Event.Started started) {
    mode = started.mode();
    host = started.host();
    Ledger known = started.ledger();
    ledger = known != null && known.validFor(host) ? known : Ledger.empty(host);
    persisted = started.memory();
    desired = persisted.desired();
    health = Health.resumed(persisted, now);
    orders = new Orders(persisted.holds(), null);
    Desired state = desired;
    if (state != null) {
      nextAudit = now.plus(state.state().policy().driftPoll());
      healthChanged = true;
      refreshEffective();
      // Where drift is only reported, a restart is no reason to repair it.
      wanted = !(ledger.equals(known) && persisted.reached());
      // The agent may have died between adding an address and announcing it.
      announcements = announcements.begin(announceable(), announcing(), now);
    }
  }

  private void desired(Desired arrived) {
    Desired newest = orders.heldBack() == null ? desired : orders.heldBack();
    if (newest != null && !arrived.stamp().supersedes(newest.stamp())) {
      if (orders.heldBack() != null) {
        reject(newest, heldBack(), "held");
      }
      said = said.withAnswer(null); // somebody did not hear the answer: say it again
      return;
    }
    if (desired != null && orders.freeze().isPresent()) {
      orders = orders.withHeldBack(arrived);
      reject(arrived, heldBack(), "held");
      return;
    }
    accept(arrived);
  }

  private String heldBack() {
    return orders
        .freeze()
        .map(hold ->
            "changes are held back on the node by "
                + hold.by()
                + (hold.until() == null ? "" : " until " + hold.until())
                + " (lvs-agent resume)")
        .orElse("");
  }

  private void reject(Desired refused, String why, String code) {
    Reason reason = new Reason(refused.state().node().name(), code, why);
    direct.add(new Rejected(refused.stamp(), List.of(reason)));
  }

  private void accept(Desired arrived) {
    Desired current = desired;
    int allowed = arrived.allowedRemovals();
    Optional<String> refusal =
        current == null
            ? RemovalGuard.refusal(ledger, arrived.state(), allowed)
            : RemovalGuard.refusal(current.state(), arrived.state(), allowed);
    if (refusal.isPresent()) {
      reject(arrived, refusal.get(), "mass-removal");
      return;
    }
    health = health.forNext(current == null ? null : current.state(), arrived.state(), now);
    Instant audit = now.plus(arrived.state().policy().driftPoll());
    nextAudit = current == null || audit.isBefore(nextAudit) ? audit : nextAudit;
    desired = arrived;
    truth = truth.withAnswer(null);
    patience = Patience.FULL;
    failures = List.of();
    drift = drift.clear();
    wanted = true;
    settled = false;
    healthChanged = true;
  }

  /// Orders on the node change what is effective as health does.
  private void order(Orders next) {
    orders = next;
    healthChanged = true;
    settled = false;
    Desired waitingState = orders.heldBack();
    if (waitingState != null && orders.freeze().isEmpty()) {
      orders = orders.withHeldBack(null);
      accept(waitingState);
    }
  }

  private void observed(Event.Observed observed) {
    if (activity instanceof Activity.Observing observing
        && observing.scope().equals(observed.scope())) {
      Set<Facet> failed = observed.blind().keySet();
      activity = new Activity.Idle();
      view = view.seen(observed.scope().without(failed), observed.seen());
      pending = pending.and(observed.scope().only(failed::contains));
      sight = sight.after(observed.scope(), observed.blind(), now);
      settled = false;
    }
  }

  private void executed(List<OperationOutcome> outcomes) {
    if (!(activity instanceof Activity.Executing executing)) {
      return;
    }
    activity = new Activity.Idle();
    ledger = Reconciler.settle(executing.plan(), outcomes);
    if (!ledger.equals(executing.plan().intent())) {
      effects.add(new Effect.PersistLedger(ledger));
    }
    failures = outcomes.stream().filter(outcome -> !(outcome instanceof Done)).toList();
    List<Operation> done =
        outcomes.stream().filter(Done.class::isInstance).map(OperationOutcome::operation).toList();
    announced(done);
    if (executing.cause() == Activity.Cause.DRIFT) {
      drift =
          drift.repaired(
              done.stream().filter(one -> !(one instanceof AnnounceAddress)).toList(), now);
    }
    boolean expected =
        executing.cause() == Activity.Cause.WANTED
            || executing.cause() == Activity.Cause.ANNOUNCEMENT;
    if (!expected || !failures.isEmpty()) {
      patience = patience.spend(now);
    }
    Scope touched = Scope.touchedBy(executing.plan().operations());
    if (!failures.isEmpty() && executing.cause() == Activity.Cause.ANNOUNCEMENT) {
      touched = touched.and(Scope.ADDRESSES); // perhaps it is not there any more
    }
    if (touched.has(Facet.ADDRESSES)) {
      touched = touched.and(Decider.everything(this).only(Facet.ROUTES::equals)); // they may go too
    }
    if (!touched.isEmpty()) {
      view = view.stale();
      pending = pending.and(touched);
    }
    settled = false;
  }

  private void announced(List<Operation> done) {
    for (Operation one : done) {
      if (one instanceof AddAddress add && !add.silent()) {
        announcements = announcements.begin(List.of(add.address()), announcing(), now);
      } else if (one instanceof AnnounceAddress announce) {
        announcements = announcements.done(announce.address(), announcing(), now);
      }
    }
  }

  /// Those that are announced soon anyway are not begun again: links that change all the time do
  /// not flood the neighbours.
  private void linksChanged() {
    SortedSet<LocalAddress> anew = announceable();
    anew.removeAll(announcements.due(now.plus(announcing().interval())));
    announcements = announcements.begin(anew, announcing(), now);
  }

  Announcing announcing() {
    DirectorState director = desired == null ? null : desired.state().director();
    return director == null ? Announcing.DEFAULT : director.announcing();
  }

  private void statistics(@Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted) {
    if (counted == null || !said.open()) {
      meter = meter.failed();
      return;
    }
    meter.news(counted, now).ifPresent(news -> direct.add(new StatisticsReport(news)));
    meter = meter.read(counted);
  }

  private void probeFinished(Event.ProbeFinished finished) {
    CheckState before = health.checks().get(finished.check());
    if (before == null || !before.spec().equals(finished.spec())) {
      return;
    }
    CheckState after = CheckMachine.finish(before, finished.ok(), finished.evidence(), now);
    health = health.with(finished.check(), after);
    healthChanged |= !Objects.equals(before.verdict(), after.verdict());
  }

  private void lookAgain(Scope scope) {
    // Only what was looked at before: the first look is at everything anyway.
    if (desired != null) {
      pending = pending.and(scope);
      settled = false;
    }
  }

  /// Lets everything follow that follows from the state by itself.
  void advance() {
    Orders left = orders.at(now);
    if (!left.equals(orders)) {
      order(left);
    }
    Desired state = desired;
    if (state == null) {
      return;
    }
    startProbes();
    if (healthChanged) {
      refreshEffective();
      truth = truth.withHealth(new HealthReport(health.verdicts()));
    }
    if (!now.isBefore(nextAudit)) {
      nextAudit = now.plus(state.state().policy().driftPoll());
      lookAgain(Decider.everything(this));
      inspect();
    }
    if (counts(state, said, meter) && !meter.due().isAfter(now)) {
      meter = meter.begin(now.plus(state.state().policy().statisticsInterval()));
      effects.add(new Effect.ReadStatistics());
    }
    if (waiting && patience.allows(now)) {
      view = view.stale();
      settled = false;
    }
    boolean seesAgain = !sight.clear() && sight.patience().allows(now);
    boolean announces = !waiting && !announcements.due(now).isEmpty();
    if (activity instanceof Activity.Idle && (!settled || seesAgain || announces)) {
      new Decider(this).decide();
    }
  }

  /// Whether counters are to be read at the time the meter says.
  static boolean counts(@Nullable Desired desired, Conversation said, Meter meter) {
    return desired != null
        && desired.state().director() != null
        && !desired.state().policy().statisticsInterval().isZero()
        && said.open()
        && !meter.reading();
  }

  private void startProbes() {
    SortedSet<CheckKey> due = health.due(now);
    if (!due.isEmpty()) {
      health = health.begin(due, now);
      due.forEach(key -> {
        CheckState begun = health.checks().get(key);
        if (begun != null) {
          effects.add(new Effect.Probe(key, begun.spec()));
        }
      });
    }
  }

  private void refreshEffective() {
    if (desired == null) {
      return;
    }
    HealthView seen = new HealthView(health.verdicts(), health.witnesses(), said.open());
    Effective next =
        orders.withdrawal().isPresent()
            ? Effective.NOTHING
            : Effective.of(desired.state(), seen, orders.holds());
    Effective before = effective;
    effective = next;
    if (before == null || !before.state().equals(next.state())) {
      wanted = true;
      view = view.stale();
      if (before != null) {
        pending = pending.and(Scope.between(before.state(), next.state()));
      }
      inspect();
    }
    if (!next.equals(before)) {
      settled = false;
    }
  }

  /// Only a director has traffic that others' packet filters may drop on its way.
  private void inspect() {
    if (effective != null && desired != null && desired.state().director() != null) {
      effects.add(new Effect.Inspect(effective.state()));
    } else {
      findings = List.of();
    }
  }

  private SortedSet<LocalAddress> announceable() {
    SortedSet<LocalAddress> all = new TreeSet<>();
    if (effective != null) {
      KernelState state = effective.state();
      all.addAll(state.addresses());
      all.removeIf(state::silent);
    }
    return all;
  }

  Step finish() {
    List<Effect> all = new ArrayList<>();
    if (desired != null && (healthChanged || reachedNow)) {
      Memory memory =
          new Memory(
              desired,
              Witnesses.disconnected(health.witnesses()),
              health.verdicts(),
              orders.lasting(),
              reached(desired));
      if (!memory.equals(persisted)) {
        all.add(new Effect.PersistState(memory)); // before anything it leads to
        persisted = memory;
      }
    }
    all.addAll(effects);
    if (said.open()) {
      direct.forEach(message -> all.add(new Effect.Send(message)));
      said.unsaid(truth).forEach(message -> all.add(new Effect.Send(message)));
      said = said.said(truth);
    }
    return new Step(state(), all);
  }

  /// Also as it was before a restart, until something is wanted.
  private boolean reached(Desired state) {
    boolean before = applied == null && persisted.reached() && state.equals(persisted.desired());
    return state.state().policy().drift() == NodePolicy.Drift.REPORT
        && (state.stamp().equals(applied) || before);
  }
}
