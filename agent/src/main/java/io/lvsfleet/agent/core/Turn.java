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
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Reconciler;
import io.lvsfleet.reconcile.RemovalGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One step of the agent while it is being made: takes the event in, then lets [Decider] say what
/// follows. Lives for one call of [Agent#step].
final class Turn {

  /// From one look at everything to the next: finds what somebody else changed.
  static final Duration AUDIT_INTERVAL = Duration.ofSeconds(30);

  final Instant now;
  final List<Effect> effects = new ArrayList<>();
  private final List<AgentMessage> direct = new ArrayList<>();

  HostIdentity host;
  Ledger ledger;
  @Nullable Desired desired;
  @Nullable Stamp applied;
  SortedMap<NodeId, WitnessReport> witnesses;
  SortedMap<CheckKey, CheckState> checks;
  Memory persisted;
  @Nullable Effective effective;
  View view;
  Scope pending;
  Activity activity;
  boolean wanted;
  boolean settled;
  boolean waiting;
  SortedSet<LocalAddress> unannounced;
  List<OperationOutcome> failures;
  Event.@Nullable ObserveFailed blindness;
  Patience patience;
  Instant nextAudit;
  long repairedDrift;
  Conversation truth;
  Conversation said;

  /// Whether something that decides about real servers changed in this step.
  private boolean healthChanged;

  Turn(AgentState state, Instant now) {
    this.now = now;
    host = state.host();
    ledger = state.ledger();
    desired = state.desired();
    applied = state.applied();
    witnesses = state.witnesses();
    checks = state.checks();
    persisted = state.persisted();
    effective = state.effective();
    view = state.view();
    pending = state.pending();
    activity = state.activity();
    wanted = state.wanted();
    settled = state.settled();
    waiting = state.waiting();
    unannounced = state.unannounced();
    failures = state.failures();
    blindness = state.blindness();
    patience = state.patience();
    nextAudit = state.nextAudit();
    repairedDrift = state.repairedDrift();
    truth = state.truth();
    said = state.said();
  }

  void take(Event event) {
    switch (event) {
      case Event.Started started -> started(started);
      case Event.SessionOpened _ -> {
        said = Conversation.OPENED;
        healthChanged = true;
      }
      case Event.SessionLost _ -> {
        said = Conversation.CLOSED;
        healthChanged = true;
      }
      case Event.DesiredArrived arrived -> desired(arrived.desired());
      case Event.NotReadyArrived _ -> {}
      case Event.WitnessArrived arrived -> {
        NodeState state = desired == null ? null : desired.state();
        witnesses =
            Witnesses.with(
                witnesses,
                arrived.report(),
                state == null ? NodeState.empty(arrived.report().witness()) : state);
        healthChanged = true;
      }
      case Event.Observed observed -> observed(observed);
      case Event.ObserveFailed failed -> observeFailed(failed);
      case Event.PlanExecuted executed -> executed(executed.outcomes());
      case Event.ProbeFinished finished -> probeFinished(finished);
      case Event.KernelChanged changed -> lookAgain(changed.scope());
      case Event.Tick _ -> {}
    }
  }

  private void started(Event.Started started) {
    host = started.host();
    Ledger known = started.ledger();
    ledger = known != null && known.validFor(host) ? known : Ledger.empty(host);
    persisted = started.memory();
    desired = persisted.desired();
    witnesses = Witnesses.disconnected(persisted.witnesses());
    if (desired != null) {
      checks = CheckMachine.resume(desired.state().checks(), persisted.verdicts(), now);
      nextAudit = now.plus(AUDIT_INTERVAL);
      healthChanged = true;
      refreshEffective();
      // The agent may have died between adding an address and announcing it.
      unannounced = announceable();
    }
  }

  private void desired(Desired arrived) {
    Desired current = desired;
    if (current != null && !arrived.stamp().supersedes(current.stamp())) {
      said = said.withAnswer(null); // somebody did not hear the answer: say it again
      return;
    }
    int allowed = arrived.allowedRemovals();
    Optional<String> refusal =
        current == null
            ? RemovalGuard.refusal(ledger, arrived.state(), allowed)
            : RemovalGuard.refusal(current.state(), arrived.state(), allowed);
    if (refusal.isPresent()) {
      Reason reason = new Reason(arrived.state().node().name(), "mass-removal", refusal.get());
      direct.add(new Rejected(arrived.stamp(), List.of(reason)));
      return;
    }
    if (current != null) {
      witnesses = Witnesses.forNext(witnesses, current.state(), arrived.state());
    } else {
      nextAudit = now.plus(AUDIT_INTERVAL);
    }
    desired = arrived;
    checks = CheckMachine.adopt(checks, arrived.state().checks(), now);
    truth = truth.withAnswer(null);
    patience = Patience.FULL;
    failures = List.of();
    wanted = true;
    settled = false;
    healthChanged = true;
  }

  private void observed(Event.Observed observed) {
    if (activity instanceof Activity.Observing observing
        && observing.scope().equals(observed.scope())) {
      activity = new Activity.Idle();
      view = view.seen(observed.scope(), observed.seen());
      blindness = null;
      settled = false;
    }
  }

  private void observeFailed(Event.ObserveFailed failed) {
    if (activity instanceof Activity.Observing) {
      activity = new Activity.Idle();
      blindness = failed;
      patience = patience.spend(now);
      pending = pending.and(failed.scope());
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
    List<Done> done =
        outcomes.stream().filter(Done.class::isInstance).map(Done.class::cast).toList();
    announced(done);
    if (executing.cause() == Activity.Cause.DRIFT) {
      repairedDrift +=
          done.stream().filter(d -> !(d.operation() instanceof AnnounceAddress)).count();
    }
    if (executing.cause() != Activity.Cause.WANTED || !failures.isEmpty()) {
      patience = patience.spend(now);
    }
    view = view.stale();
    pending = pending.and(Scope.touchedBy(executing.plan().operations()));
    settled = false;
  }

  private void announced(List<Done> done) {
    SortedSet<LocalAddress> left = new TreeSet<>(unannounced);
    for (Done one : done) {
      if (one.operation() instanceof AddAddress add && !add.address().onLoopback()) {
        left.add(add.address());
      } else if (one.operation() instanceof AnnounceAddress announce) {
        left.remove(announce.address());
      }
    }
    unannounced = left;
  }

  private void probeFinished(Event.ProbeFinished finished) {
    CheckState before = checks.get(finished.check());
    if (before == null || !before.spec().equals(finished.spec())) {
      return;
    }
    CheckState after = CheckMachine.finish(before, finished.ok(), finished.evidence(), now);
    put(finished.check(), after);
    healthChanged |= !Objects.equals(before.verdict(), after.verdict());
  }

  private void put(CheckKey key, CheckState state) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>(checks);
    all.put(key, state);
    checks = all;
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
    if (desired == null) {
      return;
    }
    startProbes();
    if (healthChanged) {
      refreshEffective();
      truth =
          new Conversation(true, truth.answer(), new HealthReport(verdicts()), truth.observed());
    }
    if (!now.isBefore(nextAudit)) {
      nextAudit = now.plus(AUDIT_INTERVAL);
      lookAgain(Decider.everything(this));
    }
    if (waiting && patience.allows(now)) {
      view = view.stale();
      settled = false;
    }
    boolean seesAgain = blindness != null && patience.allows(now);
    if (activity instanceof Activity.Idle && (!settled || seesAgain)) {
      new Decider(this).decide();
    }
  }

  private void startProbes() {
    List<CheckKey> due = new ArrayList<>();
    checks.forEach((key, check) -> {
      if (!check.running() && !check.due().isAfter(now)) {
        due.add(key);
      }
    });
    if (due.isEmpty()) {
      return;
    }
    SortedMap<CheckKey, CheckState> all = new TreeMap<>(checks);
    for (CheckKey key : due) {
      CheckState begun = CheckMachine.begin(Objects.requireNonNull(all.get(key)), now);
      all.put(key, begun);
      effects.add(new Effect.Probe(key, begun.spec()));
    }
    checks = all;
  }

  private void refreshEffective() {
    if (desired == null) {
      return;
    }
    Effective next =
        Effective.of(desired.state(), new HealthView(verdicts(), witnesses, said.open()));
    if (effective == null || !effective.state().equals(next.state())) {
      wanted = true;
      view = view.stale();
    }
    if (!next.equals(effective)) {
      settled = false;
    }
    effective = next;
  }

  private SortedSet<LocalAddress> announceable() {
    SortedSet<LocalAddress> all = new TreeSet<>();
    if (effective != null) {
      all.addAll(effective.state().addresses());
      all.removeIf(LocalAddress::onLoopback);
    }
    return all;
  }

  private SortedMap<CheckKey, CheckVerdict> verdicts() {
    SortedMap<CheckKey, CheckVerdict> all = new TreeMap<>();
    checks.forEach((key, check) -> {
      CheckVerdict verdict = check.verdict();
      if (verdict != null) {
        all.put(key, verdict);
      }
    });
    return all;
  }

  Step finish() {
    List<Effect> all = new ArrayList<>();
    if (desired != null && healthChanged) {
      Memory memory = new Memory(desired, Witnesses.disconnected(witnesses), verdicts());
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

  private AgentState state() {
    return new AgentState(
        host,
        ledger,
        desired,
        applied,
        witnesses,
        checks,
        persisted,
        effective,
        view,
        pending,
        activity,
        wanted,
        settled,
        waiting,
        unannounced,
        failures,
        blindness,
        patience,
        nextAudit,
        repairedDrift,
        truth,
        said);
  }
}
