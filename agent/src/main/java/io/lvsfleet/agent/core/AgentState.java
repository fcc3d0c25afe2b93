package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.health.CheckState;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Everything an agent knows at one moment.
///
/// @param desired the last state it accepted; null: nothing is touched
/// @param applied the last state that was read back from the kernel as a whole
/// @param persisted what is on disk
/// @param effective null together with `desired`
/// @param pending what has to be looked at
/// @param wanted whether what should be has changed since the last plan
/// @param settled whether there is nothing to decide until something happens
/// @param waiting whether there is something to do that has been tried too recently
/// @param unannounced addresses whose neighbours may not know yet that they are here
/// @param failures of the last plan, and what was skipped because of them
/// @param blindness why the kernel could not be looked at; null when it could
/// @param nextAudit when everything is looked at again
/// @param truth what the control plane should know
/// @param said what it was told in this session
public record AgentState(
    HostIdentity host,
    Ledger ledger,
    @Nullable Desired desired,
    @Nullable Stamp applied,
    SortedMap<NodeId, WitnessReport> witnesses,
    SortedMap<CheckKey, CheckState> checks,
    Memory persisted,
    @Nullable Effective effective,
    View view,
    Scope pending,
    Activity activity,
    boolean wanted,
    boolean settled,
    boolean waiting,
    SortedSet<LocalAddress> unannounced,
    List<OperationOutcome> failures,
    Event.@Nullable ObserveFailed blindness,
    Patience patience,
    Instant nextAudit,
    long repairedDrift,
    Conversation truth,
    Conversation said) {

  public AgentState {
    failures = List.copyOf(failures);
  }

  /// Whether nothing is under way and nothing is left to be done before time passes.
  public boolean quiet() {
    return activity instanceof Activity.Idle && settled && !waiting && blindness == null;
  }

  /// Before [Event.Started].
  static AgentState blank() {
    HostIdentity nowhere = new HostIdentity("", 0);
    return new AgentState(
        nowhere,
        Ledger.empty(nowhere),
        null,
        null,
        Sorted.map(),
        Sorted.map(),
        Memory.NONE,
        null,
        View.BLANK,
        Scope.NOTHING,
        new Activity.Idle(),
        false,
        true,
        false,
        Sorted.set(),
        List.of(),
        null,
        Patience.FULL,
        Instant.MAX,
        0,
        Conversation.CLOSED,
        Conversation.CLOSED);
  }
}
