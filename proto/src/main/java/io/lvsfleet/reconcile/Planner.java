package io.lvsfleet.reconcile;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Reconciler.Difference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// A plan being made.
final class Planner {

  private final EnumMap<Phase, List<Operation>> phases = new EnumMap<>(Phase.class);
  private final List<Conflict> conflicts = new ArrayList<>();
  private final List<String> foreign = new ArrayList<>();
  private final Ledger ledger;
  private final Set<Facet> blind;
  final LedgerDraft intent;

  /// @param blind what could not be looked at: nothing is planned there
  Planner(Ledger ledger, Set<Facet> blind) {
    this.ledger = ledger;
    this.blind = Set.copyOf(blind);
    this.intent = new LedgerDraft(ledger);
  }

  boolean sees(Facet facet) {
    return !blind.contains(facet);
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

  void addresses(KernelState observed, KernelState wanted) {
    Reconciler.diff(
        keyed(observed.addresses()),
        keyed(wanted.addresses()),
        new Difference<>(
            (address, _) -> {
              boolean silent = wanted.silent(address);
              if (!restsOnWhatIsSeen(address, silent, wanted)) {
                return;
              }
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

  /// Whether all can be seen that has to be there first. An address that must be silent waits until
  /// it is known that it will be; one that attracts traffic until something can be behind it, but
  /// is put back where it was.
  private boolean restsOnWhatIsSeen(LocalAddress address, boolean silent, KernelState wanted) {
    Network network = wanted.network();
    boolean onOwnDevice = network.devices().containsKey(address.interfaceName());
    boolean attracts = !silent && !wanted.services().isEmpty();
    return (!onOwnDevice || sees(Facet.DEVICES))
        && (!attracts || sees(Facet.SERVICES) || ledger.addresses().contains(address))
        && (!silent || wanted.sysctls().isEmpty() || sees(Facet.SYSCTLS))
        && (!silent || network.packetRules().isEmpty() || sees(Facet.PACKET_RULES));
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
