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
import java.util.Set;
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
    return plan(observed, effective, ledger, Sorted.set(), Set.of());
  }

  /// Everything that differs.
  ///
  /// @param adopt services that become ours, with those of their real servers that are wanted, even
  ///   when somebody else made them
  /// @param blind what could not be looked at: nothing is planned there, nor what rests on it, and
  ///   no claim on it ends
  public static Plan plan(
      KernelState observed,
      KernelState effective,
      Ledger ledger,
      SortedSet<VirtualServiceKey> adopt,
      Set<Facet> blind) {
    Planner planner = new Planner(ledger, blind);
    KernelState left = new NetworkPlanner(planner, ledger).plan(observed, effective);
    if (planner.sees(Facet.SYSCTLS)) {
      SysctlPlanner sysctls = new SysctlPlanner(planner, ledger);
      sysctls.set(left.sysctls(), effective.sysctls());
      if (planner.sees(Facet.ADDRESSES)) {
        sysctls.restore(left.sysctls(), effective.sysctls());
      }
    }
    if (planner.sees(Facet.SERVICES)) {
      new ServicePlanner(planner, ledger, adopt).plan(observed.services(), effective.services());
    }
    if (planner.sees(Facet.ADDRESSES)) {
      planner.addresses(left, effective);
    }
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
          // What went with its interface cannot come back; trying for ever would help nobody.
          if (failed.errno().equals("ENODEV") && failed.operation() instanceof RestoreRoute gone) {
            draft.drop(gone.key());
          }
        }
        case Skipped _ -> {}
      }
    }
    return draft.build();
  }

  /// The ledger without claims on what is not there.
  ///
  /// @param blind what could not be looked at: claims on it stay
  public static Ledger withoutAbsent(Ledger ledger, KernelState observed, Set<Facet> blind) {
    LedgerDraft draft = new LedgerDraft(ledger);
    Network network = observed.network();
    for (Facet facet : Facet.values()) {
      if (blind.contains(facet)) {
        continue;
      }
      switch (facet) {
        case SERVICES -> dropAbsentServices(draft, ledger, observed);
        case SETTINGS ->
            absent(ledger.syncDaemons(), observed.settings().syncDaemons().keySet())
                .forEach(draft::drop);
        case ADDRESSES -> absent(ledger.addresses(), observed.addresses()).forEach(draft::drop);
        case DEVICES ->
            absent(ledger.devices(), network.devices().keySet()).forEach(draft::dropDevice);
        case DECAPSULATION_PORTS ->
            absent(ledger.decapsulationPorts(), network.decapsulationPorts()).forEach(draft::drop);
        case ROUTES ->
            absent(ledger.routes(), network.routes().keySet()).stream()
                .filter(route -> !ledger.routeOriginals().containsKey(route))
                .forEach(draft::drop);
        case SYSCTLS, PACKET_RULES -> {} // cannot be absent, and carry our name
      }
    }
    return draft.build();
  }

  private static void dropAbsentServices(LedgerDraft draft, Ledger ledger, KernelState observed) {
    ledger
        .services()
        .forEach((key, own) -> {
          VirtualService found = observed.services().get(key);
          if (found == null) {
            draft.drop(key);
          } else {
            absent(own, found.realServers().keySet())
                .forEach(realServer -> draft.drop(key, realServer));
          }
        });
  }

  private static <K> List<K> absent(Set<K> own, Set<K> observed) {
    return own.stream().filter(one -> !observed.contains(one)).toList();
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
