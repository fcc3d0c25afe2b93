package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.reconcile.Dependencies;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Carries a plan out, in its order, and decides nothing.
///
/// Neighbouring changes of the ip_vs table travel together as long as none of them rests on another
/// in the same batch: whether what an operation rests on was done is known before it is sent.
public final class Executor {

  /// Bounds how long a log is silent, and how many each operation is compared with.
  static final int LONGEST_BATCH = 100;

  private final Kernel kernel;
  private final Consumer<OperationOutcome> log;

  /// @param log told of each operation as soon as it, or the batch it is in, is over
  public Executor(Kernel kernel, Consumer<OperationOutcome> log) {
    this.kernel = kernel;
    this.log = log;
  }

  public List<OperationOutcome> execute(Plan plan) {
    Run run = new Run();
    plan.operations().forEach(run::next);
    run.sendBatch();
    return run.outcomes;
  }

  private final class Run {
    final List<OperationOutcome> outcomes = new ArrayList<>();
    private final List<Operation> notDone = new ArrayList<>();
    private final List<IpvsOperation> batch = new ArrayList<>();

    void next(Operation operation) {
      if (batch.size() == LONGEST_BATCH
          || batch.stream().anyMatch(earlier -> Dependencies.restsOn(operation, earlier))) {
        sendBatch();
      }
      Optional<Operation> blocker = Dependencies.blocker(operation, notDone);
      if (blocker.isEmpty() && operation instanceof IpvsOperation ipvs) {
        batch.add(ipvs);
      } else {
        sendBatch(); // everything happens, and is told, in the order of the plan
        over(blocker.isPresent() ? new Skipped(operation, blocker.get()) : execute(operation));
      }
    }

    void sendBatch() {
      if (!batch.isEmpty()) {
        execute(List.copyOf(batch)).forEach(this::over);
        batch.clear();
      }
    }

    private void over(OperationOutcome outcome) {
      if (!(outcome instanceof Done)) {
        notDone.add(outcome.operation());
      }
      outcomes.add(outcome);
      log.accept(outcome);
    }
  }

  /// Without an answer each counts as failed, whether it was done or not: the kernel is looked at
  /// again after every plan, and the ledger's intent claims them all until then.
  private List<OperationOutcome> execute(List<IpvsOperation> batch) {
    try {
      return kernel.ipvs().executeAll(batch);
    } catch (KernelException silence) {
      return batch.stream().map(one -> (OperationOutcome) silence.failed(one)).toList();
    }
  }

  private OperationOutcome execute(Operation operation) {
    try {
      kernel.execute(operation);
      return new Done(operation);
    } catch (KernelException refused) {
      return refused.failed(operation);
    }
  }
}
