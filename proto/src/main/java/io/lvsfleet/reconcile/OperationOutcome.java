package io.lvsfleet.reconcile;

/// What became of an operation.
public sealed interface OperationOutcome {

  Operation operation();

  record Done(Operation operation) implements OperationOutcome {}

  /// The kernel refused.
  ///
  /// @param errno its symbolic name, for example `ENOENT`
  /// @param message what an operator can do about it
  record Failed(Operation operation, String errno, String message) implements OperationOutcome {}

  /// Not tried, because something it rests on failed.
  record Skipped(Operation operation, Operation because) implements OperationOutcome {}
}
