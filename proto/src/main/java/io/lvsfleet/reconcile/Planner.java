package io.lvsfleet.reconcile;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Reconciler.Difference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// A plan being made.
final class Planner {

  private final EnumMap<Phase, List<Operation>> phases = new EnumMap<>(Phase.class);
  private final List<Conflict> conflicts = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final Ledger ledger;
  final LedgerDraft intent;

  Planner(Ledger ledger) {
    this.ledger = ledger;
    this.intent = new LedgerDraft(ledger);
  }

  void add(Operation operation) {
    add(Phase.of(operation), operation);
  }

  void add(Phase phase, Operation operation) {
    phases.computeIfAbsent(phase, _ -> new ArrayList<>()).add(operation);
  }

  void conflict(String object, String detail) {
    conflicts.add(new Conflict(object, Conflict.FOREIGN, detail));
  }

  /// @param description as `ipvsadm -S` prints it
  void foreign(String description) {
    foreign.add(description);
  }

  void sysctls(SortedMap<SysctlKey, String> observed, SortedMap<SysctlKey, String> wanted) {
    wanted.forEach((key, value) -> {
      String found = observed.get(key);
      if (found != null) {
        intent.remember(key, found);
      }
      // A parameter this kernel lacks is tried all the same: its refusal is the error to show.
      if (!value.equals(found)) {
        add(new SetSysctl(key, value));
      }
    });
    ledger
        .sysctlOriginals()
        .forEach((key, original) -> {
          String found = observed.get(key);
          if (wanted.containsKey(key)) {
            return;
          }
          if (found == null || found.equals(original)) {
            intent.forget(key); // gone with its interface, or as it was
          } else {
            add(new RestoreSysctl(key, original));
          }
        });
  }

  void addresses(KernelState observed, KernelState wanted) {
    Reconciler.diff(
        keyed(observed.addresses()),
        keyed(wanted.addresses()),
        new Difference<>(
            (address, _) -> {
              boolean silent = wanted.silent(address);
              intent.claim(address);
              add(new AddAddress(address, silent));
              if (!silent) {
                add(new AnnounceAddress(address));
              }
            },
            (_, _) -> {},
            (address, _) -> {
              if (ledger.addresses().contains(address)) {
                Phase phase =
                    makesRoom(address, wanted.addresses())
                        ? Phase.CLEAR_ADDRESS
                        : Phase.REMOVE_ADDRESS;
                add(phase, new RemoveAddress(address, observed.silent(address)));
              }
            }));
    for (LocalAddress own : ledger.addresses()) {
      if (!wanted.addresses().contains(own) && !observed.addresses().contains(own)) {
        intent.drop(own);
      }
    }
  }

  /// Addresses have no configuration, so that everything goes through the one comparison.
  private static SortedMap<LocalAddress, Boolean> keyed(SortedSet<LocalAddress> addresses) {
    SortedMap<LocalAddress, Boolean> keyed = new TreeMap<>();
    addresses.forEach(address -> keyed.put(address, true));
    return keyed;
  }

  private static boolean makesRoom(LocalAddress removed, SortedSet<LocalAddress> wanted) {
    return wanted.stream().anyMatch(added -> clash(removed, added));
  }

  /// Whether the kernel refuses to have both.
  static boolean clash(LocalAddress a, LocalAddress b) {
    return a.address().family() == AddressFamily.IPV6
        && a.address().equals(b.address())
        && a.interfaceName().equals(b.interfaceName());
  }

  Plan build() {
    return new Plan(
        phases.values().stream().flatMap(List::stream).toList(),
        conflicts,
        foreign,
        intent.build());
  }
}
