package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Opens the table when it is first needed. A real server needs none, so its kernel may lack ip_vs;
/// and on a director the module may be loaded after the agent was started.
final class LateIpvs implements IpvsTable {

  @FunctionalInterface
  interface Opener {
    KernelIpvs open() throws KernelException;
  }

  private final Opener opener;
  private @Nullable KernelIpvs open;

  LateIpvs(Opener opener) {
    this.opener = opener;
  }

  private KernelIpvs table() throws KernelException {
    KernelIpvs table = open;
    if (table == null) {
      table = opener.open();
      open = table;
    }
    return table;
  }

  @Override
  public SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException {
    KernelIpvs table = table();
    try {
      return table.dump();
    } catch (KernelException e) {
      // A module that was unloaded and loaded again has another family number: look it up anew.
      open = null;
      table.close();
      throw e;
    }
  }

  @Override
  public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
    return table().get(key);
  }

  @Override
  public void execute(IpvsOperation operation) throws KernelException {
    table().execute(operation);
  }

  @Override
  public List<OperationOutcome> executeAll(List<IpvsOperation> operations) throws KernelException {
    return table().executeAll(operations);
  }
}
