package io.lvsfleet.agent.core.port;

import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.OperationOutcome.Failed;

/// The kernel refused something, or did not answer.
public final class KernelException extends Exception {

  private final String operation;
  private final String errno;

  /// A refusal.
  ///
  /// @param operation what was asked, in words
  /// @param errno its symbolic name, for example `ENOENT`
  /// @param advice what the kernel said beyond the number and what an operator can do
  public KernelException(String operation, String errno, String advice) {
    super(operation + ": " + errno + (advice.isEmpty() ? "" : ": " + advice));
    this.operation = operation;
    this.errno = errno;
  }

  public String operation() {
    return operation;
  }

  public String errno() {
    return errno;
  }

  /// What became of the operation that was refused.
  public Failed failed(Operation refused) {
    return new Failed(refused, errno, String.valueOf(getMessage()));
  }
}
