package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Everything an agent knows at one moment.
///
/// @param desired the last state it accepted; null: nothing is touched
/// @param applied the last state that was read back from the kernel as a whole
/// @param persisted what is on disk
/// @param verdicts on every virtual service of this director
/// @param effective null together with `desired`
/// @param untold what changed in it and the control plane has not been told
/// @param saving what is on disk was written when
/// @param pending what has to be looked at
/// @param sight what could not be
/// @param wanted whether what should be has changed since the last plan
/// @param settled whether there is nothing to decide until something happens
/// @param waitingUntil when what was tried too recently may be tried again; null when nothing waits
/// @param announcements to neighbours who may not know yet that an address is here
/// @param failures of the last plan, and what was skipped because of them
/// @param nextAudit when everything is looked at again
/// @param findings what stands in the way around ip_vs
/// @param failover what VRRP said last of itself; null where none runs
/// @param truth what the control plane should know
/// @param said what it was told in this session
public record AgentState(
    Event.Mode mode,
    HostIdentity host,
    Ledger ledger,
    @Nullable Desired desired,
    @Nullable Stamp applied,
    Orders orders,
    Health health,
    Memory persisted,
    Verdicts verdicts,
    @Nullable Effective effective,
    Untold untold,
    Saving saving,
    View view,
    Scope pending,
    Sight sight,
    Activity activity,
    boolean wanted,
    boolean settled,
    @Nullable Instant waitingUntil,
    Announcements announcements,
    List<OperationOutcome> failures,
    Retries retries,
    Instant nextAudit,
    DriftLog driftLog,
    List<Finding> findings,
    @Nullable FailoverStatus failover,
    Meter meter,
    Conversation truth,
    Conversation said) {

  public AgentState {
    failures = List.copyOf(failures);
    findings = List.copyOf(findings);
  }

  /// Whether there is something to do that has been tried too recently.
  boolean waiting() {
    return waitingUntil != null;
  }

  /// Whether nothing is under way and nothing is left to be done before time passes.
  public boolean quiet() {
    return activity instanceof Activity.Idle && settled && !waiting() && sight.clear();
  }

  /// Whether it has looked at everything and knows what to do about it, even if it cannot or may
  /// not do it now.
  public boolean decided() {
    return activity instanceof Activity.Idle && settled;
  }

  /// One of ten thousand, without a look at the others.
  public @Nullable CheckState check(CheckKey key) {
    return health.checks().get(key);
  }

  public SortedMap<CheckKey, CheckState> checks() {
    return health.checks().all();
  }

  /// What was ordered on the node itself.
  public List<Hold> holds() {
    return orders.holds();
  }

  /// The last changes somebody else made to what is ours, oldest first.
  public List<Drift> drift() {
    return driftLog.last();
  }

  /// Before [Event.Started].
  static AgentState blank() {
    HostIdentity nowhere = new HostIdentity("", 0);
    return new AgentState(
        Event.Mode.ACTING,
        nowhere,
        Ledger.empty(nowhere),
        null,
        null,
        Orders.NONE,
        Health.UNKNOWN,
        Memory.NONE,
        Verdicts.NONE,
        null,
        Untold.NOTHING,
        Saving.NOTHING,
        View.BLANK,
        Scope.NOTHING,
        Sight.CLEAR,
        new Activity.Idle(),
        false,
        true,
        null,
        Announcements.NONE,
        List.of(),
        Retries.NONE,
        Instant.MAX,
        DriftLog.EMPTY,
        List.of(),
        null,
        Meter.STOPPED,
        Conversation.CLOSED,
        Conversation.CLOSED);
  }
}
