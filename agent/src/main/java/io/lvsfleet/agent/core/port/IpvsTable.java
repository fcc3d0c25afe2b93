package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The ip_vs table of one network namespace.
public interface IpvsTable {

  /// Every virtual service with its real servers, normalised (no kernel-only flags). A dump is an
  /// index walk and may be torn by concurrent changes: confirm with [#get] before believing that
  /// something is missing.
  SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException;

  /// One virtual service; empty when there is none.
  Optional<VirtualService> get(VirtualServiceKey key) throws KernelException;

  /// Does exactly this, nothing else: it never turns one operation into another.
  ///
  /// @throws KernelException `EEXIST` when what should be added is there; `ESRCH` when the service
  ///   is not; `ENOENT` when the real server, the scheduler or the engine is not
  void execute(IpvsOperation operation) throws KernelException;

  /// Does each of many, in order and whatever becomes of the others. One outcome per operation.
  ///
  /// @throws KernelException when the kernel did not answer: some may be done and some not
  default List<OperationOutcome> executeAll(List<IpvsOperation> operations) throws KernelException {
    List<OperationOutcome> outcomes = new ArrayList<>();
    for (IpvsOperation operation : operations) {
      try {
        execute(operation);
        outcomes.add(new Done(operation));
      } catch (KernelException refused) {
        outcomes.add(refused.failed(operation));
      }
    }
    return outcomes;
  }
}
