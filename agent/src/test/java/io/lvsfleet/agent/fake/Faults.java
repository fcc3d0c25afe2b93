package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.reconcile.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What shall go wrong, and what was done: shared by all fakes of one host, so that a crash can lie
/// between an address and a service.
public final class Faults {

  private record Refusal(Predicate<Operation> what, String errno) {}

  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Operation> done = new ArrayList<>();
  private int crashAfter = Integer.MAX_VALUE;

  /// Every operation this matches is refused with the error number until [#clear].
  public Faults refuse(Predicate<Operation> what, String errno) {
    refusals.add(new Refusal(what, errno));
    return this;
  }

  /// So many further operations are done; the next one is a [SimulatedCrash] and changes nothing.
  public Faults crashAfter(int operations) {
    crashAfter = done.size() + operations;
    return this;
  }

  /// Nothing goes wrong from now on; what was done stays known.
  public void clear() {
    refusals.clear();
    crashAfter = Integer.MAX_VALUE;
  }

  /// All that was done, in order.
  public List<Operation> done() {
    return List.copyOf(done);
  }

  /// Called before an operation changes anything.
  void check(Operation operation) throws KernelException {
    if (done.size() >= crashAfter) {
      throw new SimulatedCrash(done.size());
    }
    for (Refusal refusal : refusals) {
      if (refusal.what.test(operation)) {
        throw new KernelException(operation.describe(), refusal.errno, "injected");
      }
    }
  }

  /// Called after it did.
  void record(Operation operation) {
    done.add(operation);
  }
}
