package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
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
  @Nullable Effective effective;
  View view;
  Scope pending;
  Sight sight;
  Activity activity;
  boolean wanted;
  boolean settled;
  boolean waiting;
  Announcements announcements;
  List<OperationOutcome> failures;
  Patience patience;
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
    effective = state.effective();
    view = state.view();
    pending = state.pending();
    sight = state.sight();
    activity = state.activity();
    wanted = state.wanted();
    settled = state.settled();
    waiting = state.waiting();
    announcements = state.announcements();
    failures = state.failures();
    patience = state.patience();
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
        effective,
        view,
        pending,
        sight,
        activity,
        wanted,
        settled,
        waiting,
        announcements,
        failures,
        patience,
        nextAudit,
        drift,
        findings,
        failover,
        meter,
        truth,
        said);
  }
}
