package io.lvsfleet.agent.core;

import io.lvsfleet.agent.core.effective.Effective;
import io.lvsfleet.agent.core.readiness.Silence;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.reconcile.Conflict;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a node has to do next.
final class Planning {

  private Planning() {}

  /// @param blind what could not be looked at
  static Plan plan(
      NodeState desired, Effective effective, KernelState found, Ledger ledger, Set<Facet> blind) {
    KernelState known = Failovers.withoutVrrp(found, desired);
    Silence silence = Silence.of(desired, effective.state(), known, blind);
    Plan plan = Reconciler.plan(known, silence.wanted(), ledger, effective.adopt(), blind);
    List<Conflict> conflicts = new ArrayList<>(plan.conflicts());
    conflicts.addAll(silence.conflicts());
    return new Plan(plan.operations(), conflicts, plan.foreign(), plan.intent());
  }
}
