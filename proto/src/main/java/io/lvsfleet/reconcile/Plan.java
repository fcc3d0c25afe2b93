package io.lvsfleet.reconcile;

import java.util.List;
import java.util.stream.Collectors;

/// What has to be done, in order, and what cannot be.
///
/// @param foreign ip_vs entries that are not ours, as `ipvsadm -S` prints them
/// @param intent the ledger to be on disk before the first operation is carried out
public record Plan(
    List<Operation> operations, List<Conflict> conflicts, List<String> foreign, Ledger intent) {

  public Plan {
    operations = List.copyOf(operations);
    conflicts = List.copyOf(conflicts);
    foreign = List.copyOf(foreign);
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /// One line per operation, to be pasted into a terminal.
  @Override
  public String toString() {
    return operations.stream().map(Operation::describe).collect(Collectors.joining("\n"));
  }
}
