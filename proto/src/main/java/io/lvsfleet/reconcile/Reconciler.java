package io.lvsfleet.reconcile;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.BiConsumer;

/// From what the kernel holds and what it should hold to what has to be done.
///
/// - Only what the ledger owns is edited or removed.
/// - A virtual service or real server that is wanted but belongs to somebody else is a [Conflict]
///   even when it is identical: it may be gone the next minute.
/// - An identical address of somebody else is as good as an own one, but never becomes ours.
/// - The plan of a state that is reached is empty.
public final class Reconciler {

  private Reconciler() {}

  /// Everything that differs.
  ///
  /// @param observed with the value of every parameter that is wanted or in the ledger, unless this
  ///   kernel has none of that name
  public static Plan plan(KernelState observed, KernelState effective, Ledger ledger) {
    Planner planner = new Planner(ledger);
    planner.sysctls(observed.sysctls(), effective.sysctls());
    new ServicePlanner(planner, ledger).plan(observed.services(), effective.services());
    planner.addresses(observed.addresses(), effective.addresses());
    return planner.build();
  }

  /// The addresses alone: a director that changes its role has to do nothing else, and at once.
  public static Plan planAddresses(
      SortedSet<LocalAddress> observed, SortedSet<LocalAddress> effective, Ledger ledger) {
    Planner planner = new Planner(ledger);
    planner.addresses(observed, effective);
    return planner.build();
  }

  /// The ledger after a plan: what was removed is no longer ours, what somebody else made first
  /// never was, and a parameter's original is forgotten once it is back.
  public static Ledger settle(Plan plan, List<OperationOutcome> outcomes) {
    LedgerDraft draft = new LedgerDraft(plan.intent());
    for (OperationOutcome outcome : outcomes) {
      switch (outcome) {
        case Done done -> settleDone(draft, done.operation());
        case Failed failed -> {
          if (failed.errno().equals("EEXIST")) {
            settleExisting(draft, failed.operation());
          }
        }
        case Skipped _ -> {}
      }
    }
    return draft.build();
  }

  /// The ledger without claims on virtual services, real servers and addresses that are not there.
  public static Ledger withoutAbsent(Ledger ledger, KernelState observed) {
    LedgerDraft draft = new LedgerDraft(ledger);
    ledger
        .services()
        .forEach((key, own) -> {
          VirtualService found = observed.services().get(key);
          if (found == null) {
            draft.drop(key);
          } else {
            own.stream()
                .filter(realServer -> !found.realServers().containsKey(realServer))
                .forEach(realServer -> draft.drop(key, realServer));
          }
        });
    ledger.addresses().stream()
        .filter(address -> !observed.addresses().contains(address))
        .forEach(draft::drop);
    return draft.build();
  }

  private static void settleDone(LedgerDraft draft, Operation operation) {
    switch (operation) {
      case RemoveService remove -> draft.drop(remove.service());
      case RemoveRealServer remove -> draft.drop(remove.service(), remove.realServer());
      case RemoveAddress remove -> draft.drop(remove.address());
      case RestoreSysctl restore -> draft.forget(restore.key());
      case AddService _,
          EditService _,
          AddRealServer _,
          EditRealServer _,
          AddAddress _,
          AnnounceAddress _,
          SetSysctl _ -> {}
    }
  }

  private static void settleExisting(LedgerDraft draft, Operation operation) {
    switch (operation) {
      case AddService add -> draft.drop(add.service());
      case AddRealServer add -> draft.drop(add.service(), add.realServer());
      case AddAddress add -> draft.drop(add.address());
      case EditService _,
          RemoveService _,
          EditRealServer _,
          RemoveRealServer _,
          RemoveAddress _,
          AnnounceAddress _,
          SetSysctl _,
          RestoreSysctl _ -> {}
    }
  }

  /// The only comparison in the program.
  static <K, C> void diff(SortedMap<K, C> have, SortedMap<K, C> want, Difference<K, C> difference) {
    want.forEach((key, config) -> {
      C found = have.get(key);
      if (found == null) {
        difference.missing().accept(key, config);
      } else {
        difference.present().accept(key, new Pair<>(found, config));
      }
    });
    have.forEach((key, config) -> {
      if (!want.containsKey(key)) {
        difference.unwanted().accept(key, config);
      }
    });
  }

  record Pair<C>(C found, C wanted) {
    boolean same() {
      return found.equals(wanted);
    }
  }

  /// What to do about each key of a [#diff].
  record Difference<K, C>(
      BiConsumer<K, C> missing, BiConsumer<K, Pair<C>> present, BiConsumer<K, C> unwanted) {}
}
