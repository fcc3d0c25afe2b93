package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.core.port.AgentMessage.StatisticsReport;
import io.lvsfleet.agent.core.verdict.HealthView;
import io.lvsfleet.agent.core.verdict.Scene;
import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.agent.core.verdict.Witnesses;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import io.lvsfleet.reconcile.RemovalGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One step of the agent while it is being made: takes the event in, then lets [Decider] say what
/// follows. Lives for one call of [Agent#step].
final class Turn extends Draft {

  private static final Duration DRAIN_INTERVAL = Duration.ofSeconds(2);

  final List<Effect> effects = new ArrayList<>();
  private final List<AgentMessage> direct = new ArrayList<>();

  /// What decides about real servers and changed in this step.
  private final Affected affected = new Affected();

  /// Whether something changed that may not be lost by a crash.
  private boolean mustSave;

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
        affected.all();
      }
      case Event.SessionLost _ -> {
        said = Conversation.CLOSED;
        meter = meter.forget();
        health = health.disconnected(now);
        affected.all();
      }
      case Event.DesiredArrived arrived -> desired(arrived.desired());
      case Event.NotReadyArrived _ -> {}
      case Event.WitnessArrived arrived -> witness(arrived.report());
      case Event.Suspected suspected -> health = health.suspect(suspected.checks(), now);
      case Event.Observed observed -> observed(observed);
      case Event.PlanExecuted executed -> executed(executed.outcomes());
      case Event.ProbeFinished finished -> probeFinished(finished);
      case Event.KernelChanged changed -> {
        Set<Facet> parts = changed.parts();
        lookAgain(Decider.everything(this).only(parts::contains));
      }
      case Event.LinksChanged _ -> announceAnew(_ -> true);
      case Event.StatisticsRead read -> statistics(read.counted());
      case Event.Found found -> {
        findings = found.findings();
        settled = false;
      }
      case Event.FailoverSeen seen -> {
        if (failover != null && seen.status() == null) {
          takeOverFromVrrp();
        }
        failover = seen.status();
        settled = false;
      }
      case Event.Ordered ordered -> order(orders.with(ordered.hold()));
      case Event.Resumed _ -> order(orders.resumed());
      case Event.Tick _ -> {}
    }
  }

  /// VRRP has ended here. What was looked at meanwhile may have been its own, and gone by now.
  private void takeOverFromVrrp() {
    if (desired != null && Failovers.of(desired.state()) == null) {
      wanted = true;
    }
    lookAgain(
        Decider.everything(this).only(part -> part == Facet.ADDRESSES || part == Facet.SETTINGS));
  }

  private void started(Event.Started started) {
    mode = started.mode();
    host = started.host();
    Ledger known = started.ledger();
    ledger = known != null && known.validFor(host) ? known : Ledger.empty(host);
    persisted = started.memory();
    desired = persisted.desired();
    health = Health.resumed(persisted, now);
    orders = new Orders(persisted.holds(), persisted.heldBack());
    Desired state = desired;
    if (state != null) {
      nextAudit = now.plus(state.state().policy().driftPoll());
      verdicts = Verdicts.remembering(persisted.services());
      affected.all();
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
      mustSave = true;
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
    retries = Retries.NONE;
    failures = List.of();
    drift = drift.clear();
    wanted = true;
    settled = false;
    affected.all();
    mustSave = true;
  }

  /// Orders on the node change what is effective as health does.
  private void order(Orders next) {
    orders = next;
    affected.all();
    mustSave = true;
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
    failures = failuresAfter(executing.plan(), outcomes);
    List<Operation> done =
        outcomes.stream().filter(Done.class::isInstance).map(OperationOutcome::operation).toList();
    announced(done);
    if (executing.cause() == Activity.Cause.DRIFT) {
      drift =
          drift.repaired(
              done.stream().filter(one -> !(one instanceof AnnounceAddress)).toList(), now);
    }
    retries = retries.spend(notToBeRepeated(executing.cause(), outcomes), now);
    Scope touched = Scope.touchedBy(executing.plan().operations());
    if (done.size() < outcomes.size() && executing.cause() == Activity.Cause.ANNOUNCEMENT) {
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

  /// What this plan did not try is still as it was.
  private List<OperationOutcome> failuresAfter(Plan plan, List<OperationOutcome> outcomes) {
    List<OperationOutcome> all = new ArrayList<>(failures);
    Set<Operation> tried = Set.copyOf(plan.operations());
    all.removeIf(old -> tried.contains(old.operation()));
    outcomes.stream().filter(outcome -> !(outcome instanceof Done)).forEach(all::add);
    return all;
  }

  /// What failed, and what somebody made necessary whom it would only provoke. What was skipped
  /// follows what it rests on.
  private static List<Operation> notToBeRepeated(
      Activity.Cause cause, List<OperationOutcome> outcomes) {
    boolean expected = cause == Activity.Cause.WANTED || cause == Activity.Cause.ANNOUNCEMENT;
    List<Operation> all = new ArrayList<>();
    for (OperationOutcome outcome : outcomes) {
      switch (outcome) {
        case Done done -> {
          if (!expected && !(done.operation() instanceof AnnounceAddress)) {
            all.add(done.operation());
          }
        }
        case OperationOutcome.Failed failed -> all.add(failed.operation());
        case OperationOutcome.Skipped _ -> {}
      }
    }
    return all;
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
  private void announceAnew(Predicate<LocalAddress> which) {
    SortedSet<LocalAddress> anew = announceable();
    anew.removeIf(which.negate());
    anew.removeAll(announcements.due(now.plus(announcing().interval())));
    announcements = announcements.begin(anew, announcing(), now);
  }

  Announcing announcing() {
    DirectorState director = desired == null ? null : desired.state().director();
    return director == null ? Announcing.DEFAULT : director.announcing();
  }

  private void statistics(@Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted) {
    if (counted == null) {
      meter = meter.failed();
      return;
    }
    if (verdicts.drains()) {
      affected.counted(counted);
    }
    if (!told()) {
      meter = meter.failed();
      return;
    }
    meter.news(counted, now).ifPresent(news -> direct.add(new StatisticsReport(news)));
    meter = meter.read(counted);
  }

  /// Whether the control plane wants to know of counters.
  private boolean told() {
    return said.open()
        && desired != null
        && !desired.state().policy().statisticsInterval().isZero();
  }

  @SuppressWarnings("ReferenceEquality") // a verdict that stays leaves the very same map
  private void probeFinished(Event.ProbeFinished finished) {
    CheckState before = health.checks().get(finished.check());
    if (before == null || !before.spec().equals(finished.spec())) {
      return;
    }
    Health after = health.with(finished.check(), finished.outcome(), now);
    if (after.verdicts() != health.verdicts()) {
      CheckVerdict verdict = after.verdicts().get(finished.check());
      boolean plain = verdict != null && verdict.up() && verdict.advice() == null;
      Verdicts noted =
          before.verdict() == null && plain ? verdicts.noted(finished.check(), now) : null;
      if (noted == null) {
        affected.check(finished.check());
      } else {
        verdicts = noted;
        truth = truth.withHealth(new HealthReport(after.verdicts()));
      }
    }
    health = after;
  }

  /// A witness that fell silent is a hint to look for ourselves. One that became ready may have
  /// answered ARP in this node's place before.
  private void witness(WitnessReport report) {
    Health before = health;
    health = health.with(report, desired == null ? null : desired.state(), now);
    affected.node(report.witness());
    WitnessReport old = before.witnesses().get(report.witness());
    WitnessReport after = health.witnesses().get(report.witness());
    mustSave |= old == null || after == null || !old.readiness().equals(after.readiness());
    if (desired == null) {
      return;
    }
    if (old != null && old.connected() && !report.connected()) {
      health = health.hurry(Affected.ownChecksOf(desired.state(), report.witness()), now);
    }
    DirectorState director = desired.state().director();
    if (director != null) {
      Set<IpAddress> regained =
          Witnesses.silentAgain(
              before.witnesses(), health.witnesses(), report.witness(), director.cluster());
      announceAnew(one -> regained.contains(one.address()));
    }
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
    if (!affected.isEmpty() || due(verdicts)) {
      refreshEffective();
      truth = truth.withHealth(new HealthReport(health.verdicts()));
    }
    if (!now.isBefore(nextAudit)) {
      nextAudit = now.plus(state.state().policy().driftPoll());
      lookAgain(Decider.everything(this));
      inspect();
    }
    if (counts(state, said, meter, verdicts) && !meter.due().isAfter(now)) {
      meter = meter.begin(now.plus(countingInterval(state)));
      effects.add(new Effect.ReadStatistics());
    }
    if (waitingUntil != null && !now.isBefore(waitingUntil)) {
      view = view.stale();
      settled = false;
    }
    boolean seesAgain = !sight.clear() && sight.patience().allows(now);
    boolean announces = !announcements.due(now, retries).isEmpty();
    if (activity instanceof Activity.Idle && (!settled || seesAgain || announces)) {
      new Decider(this).decide();
    }
  }

  /// While something drains, the operator watches.
  private Duration countingInterval(Desired state) {
    Duration usual = state.state().policy().statisticsInterval();
    return verdicts.drains() && (usual.isZero() || usual.compareTo(DRAIN_INTERVAL) > 0)
        ? DRAIN_INTERVAL
        : usual;
  }

  /// Whether counters are to be read at the time the meter says.
  static boolean counts(
      @Nullable Desired desired, Conversation said, Meter meter, Verdicts verdicts) {
    if (desired == null || desired.state().director() == null || meter.reading()) {
      return false;
    }
    boolean wanted = said.open() && !desired.state().policy().statisticsInterval().isZero();
    return wanted || verdicts.drains();
  }

  private boolean due(Verdicts verdicts) {
    return verdicts.wake() != null && !verdicts.wake().isAfter(now);
  }

  private void startProbes() {
    SortedSet<CheckKey> due = health.checks().due(now);
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
    Verdicts judged = verdicts;
    if (judge(desired.state())) {
      saving = saving.owing();
    } else if (effective != null && !affected.isAll()) {
      return; // what came to be known changes nothing
    }
    if (verdicts.drains() && !judged.drains()) {
      meter = meter.soon(now);
    }
    Effective next =
        orders.withdrawal().isPresent()
            ? Effective.NOTHING
            : Effective.of(desired.state(), verdicts);
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

  /// Whether some verdict is a new one.
  @SuppressWarnings("ReferenceEquality") // nothing judged anew leaves the very same verdicts
  private boolean judge(NodeState state) {
    DirectorState director = state.director();
    Verdicts before = verdicts;
    if (director == null) {
      verdicts = Verdicts.NONE;
    } else {
      HealthView seen = new HealthView(health.verdicts(), health.witnesses(), said.open());
      Scene scene =
          new Scene(
              state.node(), director.cluster(), seen, orders.holds(), affected.counted(), now);
      Verdicts.Judged judged = verdicts.judge(director, scene, affected::affects);
      verdicts = judged.verdicts();
      untold = untold.and(judged.transitions());
    }
    return verdicts != before;
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
    if (desired != null && (reachedNow || mustSave || !affected.isEmpty())) {
      saving = saving.owing();
    }
    if (desired != null && saving.owed() && (reachedNow || mustSave || saving.allowed(now))) {
      saving = new Saving(now, false);
      Memory memory =
          new Memory(
              desired,
              health.witnesses(),
              health.verdicts(),
              orders.lasting(),
              reached(desired),
              orders.heldBack(),
              verdicts.memory());
      if (!memory.equals(persisted)) {
        all.add(new Effect.PersistState(memory)); // before anything it leads to
        persisted = memory;
      }
    }
    all.addAll(effects);
    if (said.open()) {
      direct.forEach(message -> all.add(new Effect.Send(message)));
      if (!untold.isEmpty()) {
        all.add(new Effect.Send(untold.report()));
        untold = Untold.NOTHING;
      }
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
