package io.lvsfleet.agent.core;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.Finding;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Something that happened. Events only say "look again": what to do follows from the state.
public sealed interface Event {

  /// What the session reports.
  sealed interface FromControlPlane extends Event {}

  /// A stream is established and greeted: everything is to be said again.
  record SessionOpened() implements FromControlPlane {}

  record SessionLost(String reason) implements FromControlPlane {}

  record DesiredArrived(Desired desired) implements FromControlPlane {}

  /// The control plane does not know its topology yet: changes nothing.
  record NotReadyArrived(String reason) implements FromControlPlane {}

  /// What another node's agent reported.
  record WitnessArrived(WitnessReport report) implements FromControlPlane {}

  /// The first event.
  ///
  /// @param memory what was on disk; [Memory#NONE] when there was nothing
  /// @param ledger what was on disk; null when there was nothing
  record Started(HostIdentity host, Memory memory, @Nullable Ledger ledger, Mode mode)
      implements Event {
    /// Of an agent that acts.
    public Started(HostIdentity host, Memory memory, @Nullable Ledger ledger) {
      this(host, memory, ledger, Mode.ACTING);
    }
  }

  enum Mode {
    ACTING,
    /// Nothing is changed: what would be is told.
    OBSERVING
  }

  /// What a look at the kernel showed.
  ///
  /// @param seen of the scope only; a service of it that is not there does not exist
  /// @param blind the parts that could not be looked at: of them nothing was seen
  record Observed(Scope scope, KernelState seen, SortedMap<Facet, Blindness> blind)
      implements Event {
    public Observed {
      blind = Sorted.map(blind);
    }
  }

  /// One outcome for each operation of the plan, in order.
  record PlanExecuted(List<OperationOutcome> outcomes) implements Event {
    public PlanExecuted {
      outcomes = List.copyOf(outcomes);
    }
  }

  /// @param spec that was probed: an answer to a question nobody asks any more is dropped
  record ProbeFinished(CheckKey check, CheckSpec spec, ProbeOutcome outcome) implements Event {}

  /// The host itself tells that what these checks ask may have ended: a listener was closed, a
  /// process is gone.
  record Suspected(SortedSet<CheckKey> checks) implements Event {
    public Suspected {
      checks = Sorted.set(checks);
    }
  }

  /// Somebody, perhaps we ourselves, changed something there.
  record KernelChanged(SortedSet<Facet> parts) implements Event {
    public KernelChanged {
      parts = Sorted.set(parts);
    }
  }

  /// A link changed. It may have come up, and the neighbours on it have heard nothing while it was
  /// down.
  record LinksChanged() implements Event {}

  /// What ip_vs has counted; null when it could not be read.
  record StatisticsRead(@Nullable SortedMap<VirtualServiceKey, ServiceStatistics> counted)
      implements Event {}

  /// What stands in the way around ip_vs; always all of it.
  record Found(List<Finding> findings) implements Event {
    public Found {
      findings = List.copyOf(findings);
    }
  }

  /// What VRRP says of itself; null where none runs.
  record FailoverSeen(@Nullable FailoverStatus status) implements Event {}

  /// Somebody on the node orders something until a given time, or until [Resumed].
  record Ordered(Hold hold) implements Event {}

  /// All such orders end.
  record Resumed() implements Event {}

  /// Time has passed; see [Agent#nextWake].
  record Tick() implements Event {}
}
