package io.lvsfleet.reconcile;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;
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
    return plan(observed, effective, ledger, Sorted.set());
  }

  /// Everything that differs.
  ///
  /// @param adopt services that become ours, with those of their real servers that are wanted, even
  ///   when somebody else made them
  public static Plan plan(
      KernelState observed,
      KernelState effective,
      Ledger ledger,
      SortedSet<VirtualServiceKey> adopt) {
    Planner planner = new Planner(ledger);
    KernelState left = new NetworkPlanner(planner, ledger).plan(observed, effective);
    planner.sysctls(observed.sysctls(), effective.sysctls());
    new ServicePlanner(planner, ledger, adopt).plan(observed.services(), effective.services());
    planner.addresses(left, effective);
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
    ledger.syncDaemons().stream()
        .filter(role -> !observed.settings().syncDaemons().containsKey(role))
        .forEach(draft::drop);
    Network network = observed.network();
    ledger.devices().stream()
        .filter(name -> !network.devices().containsKey(name))
        .forEach(draft::dropDevice);
    ledger.decapsulationPorts().stream()
        .filter(port -> !network.decapsulationPorts().contains(port))
        .forEach(draft::drop);
    ledger.routes().stream()
        .filter(route -> !network.routes().containsKey(route))
        .filter(route -> !ledger.routeOriginals().containsKey(route))
        .forEach(draft::drop);
    return draft.build();
  }

  private static void settleDone(LedgerDraft draft, Operation operation) {
    switch (operation) {
      case RemoveService remove -> draft.drop(remove.service());
      case RemoveRealServer remove -> draft.drop(remove.service(), remove.realServer());
      case RemoveAddress remove -> draft.drop(remove.address());
      case RestoreSysctl restore -> draft.forget(restore.key());
      case RestoreTimeouts _ -> draft.forgetTimeouts();
      case StopSync stop -> draft.drop(stop.role());
      case StartSync start -> draft.claim(start.role()); // it may have been stopped just before
      case RemoveDevice remove -> draft.dropDevice(remove.name());
      case AddDevice add -> draft.claimDevice(add.name()); // or removed
      case RemoveDecapsulationPort remove -> draft.drop(remove.port());
      case RemoveRoute remove -> draft.drop(remove.key());
      case RestoreRoute restore -> draft.drop(restore.key());
      case AddService _,
          EditService _,
          AddRealServer _,
          EditRealServer _,
          AddAddress _,
          AnnounceAddress _,
          SetSysctl _,
          SetTimeouts _,
          AddDecapsulationPort _,
          PutRoute _,
          SetPacketRules _ -> {}
    }
  }

  private static void settleExisting(LedgerDraft draft, Operation operation) {
    switch (operation) {
      case AddService add -> draft.drop(add.service());
      case AddRealServer add -> draft.drop(add.service(), add.realServer());
      case AddAddress add -> draft.drop(add.address());
      case StartSync start -> draft.drop(start.role());
      case AddDevice add -> draft.dropDevice(add.name());
      case AddDecapsulationPort add -> draft.drop(add.port());
      case EditService _,
          RemoveService _,
          EditRealServer _,
          RemoveRealServer _,
          RemoveAddress _,
          AnnounceAddress _,
          SetSysctl _,
          RestoreSysctl _,
          SetTimeouts _,
          RestoreTimeouts _,
          StopSync _,
          RemoveDevice _,
          RemoveDecapsulationPort _,
          PutRoute _,
          RemoveRoute _,
          RestoreRoute _,
          SetPacketRules _ -> {}
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
