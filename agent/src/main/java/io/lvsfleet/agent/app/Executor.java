package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Carries a plan out, operation by operation, and decides nothing.
public final class Executor {

  private final Kernel kernel;
  private final Consumer<OperationOutcome> log;

  /// @param log told of each operation as soon as it is over
  public Executor(Kernel kernel, Consumer<OperationOutcome> log) {
    this.kernel = kernel;
    this.log = log;
  }

  public List<OperationOutcome> execute(Plan plan) {
    List<OperationOutcome> outcomes = new ArrayList<>();
    List<Operation> notDone = new ArrayList<>();
    for (Operation operation : plan.operations()) {
      Optional<Operation> blocker = Dependencies.blocker(operation, notDone);
      OperationOutcome outcome =
          blocker.isPresent() ? new Skipped(operation, blocker.get()) : execute(operation);
      if (!(outcome instanceof Done)) {
        notDone.add(operation);
      }
      outcomes.add(outcome);
      log.accept(outcome);
    }
    return outcomes;
  }

  private OperationOutcome execute(Operation operation) {
    try {
      kernel.execute(operation);
      return new Done(operation);
    } catch (KernelException refused) {
      return new Failed(operation, refused.errno(), String.valueOf(refused.getMessage()));
    }
  }
}
