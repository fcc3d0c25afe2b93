package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent's state while a [Turn] changes it: the fields of [AgentState].
abstract sealed class Draft permits Turn {

  final Instant now;

  Event.Mode mode;
  HostIdentity host;
  Ledger ledger;
  @Nullable Desired desired;
  @Nullable Stamp applied;
  Orders orders;
  Health health;
  Memory persisted;
  Verdicts verdicts;
  @Nullable Effective effective;
  Untold untold;
  Saving saving;
  View view;
  Scope pending;
  Sight sight;
  Activity activity;
  boolean wanted;
  boolean settled;
  @Nullable Instant waitingUntil;
  Announcements announcements;
  List<OperationOutcome> failures;
  Retries retries;
  Instant nextAudit;
  DriftLog drift;
  List<Finding> findings;
  @Nullable FailoverStatus failover;
  Meter meter;
  Conversation truth;
  Conversation said;

  Draft(AgentState state, Instant now) {
    this.now = now;
    mode = state.mode();
    host = state.host();
    ledger = state.ledger();
    desired = state.desired();
    applied = state.applied();
    orders = state.orders();
    health = state.health();
    persisted = state.persisted();
    verdicts = state.verdicts();
    effective = state.effective();
    untold = state.untold();
    saving = state.saving();
    view = state.view();
    pending = state.pending();
    sight = state.sight();
    activity = state.activity();
    wanted = state.wanted();
    settled = state.settled();
    waitingUntil = state.waitingUntil();
    announcements = state.announcements();
    failures = state.failures();
    retries = state.retries();
    nextAudit = state.nextAudit();
    drift = state.driftLog();
    findings = state.findings();
    failover = state.failover();
    meter = state.meter();
    truth = state.truth();
    said = state.said();
  }

  final AgentState state() {
    return new AgentState(
        mode,
        host,
        ledger,
        desired,
        applied,
        orders,
        health,
        persisted,
        verdicts,
        effective,
        untold,
        saving,
        view,
        pending,
        sight,
        activity,
        wanted,
        settled,
        waitingUntil,
        announcements,
        failures,
        retries,
        nextAudit,
        drift,
        findings,
        failover,
        meter,
        truth,
        said);
  }
}
