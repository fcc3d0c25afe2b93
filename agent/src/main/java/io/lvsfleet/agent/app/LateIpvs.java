package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.OperationOutcome;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Opens ip_vs when it is first needed. A real server needs none, so its kernel may lack ip_vs; and
/// on a director the module may be loaded after the agent was started. Used by one thread.
final class LateIpvs implements IpvsTable, IpvsControl, IpvsStatistics, AutoCloseable {

  @FunctionalInterface
  interface Opener {
    KernelIpvs open() throws KernelException;
  }

  @FunctionalInterface
  private interface Look<T> {
    T at(KernelIpvs ipvs) throws KernelException;
  }

  private final Opener opener;
  private @Nullable KernelIpvs open;

  LateIpvs(Opener opener) {
    this.opener = opener;
  }

  private KernelIpvs ipvs() throws KernelException {
    KernelIpvs ipvs = open;
    if (ipvs == null) {
      ipvs = opener.open();
      open = ipvs;
    }
    return ipvs;
  }

  /// A module that was unloaded and loaded again has another family number: it is looked up anew
  /// after a look that failed.
  private <T> T look(Look<T> look) throws KernelException {
    KernelIpvs ipvs = ipvs();
    try {
      return look.at(ipvs);
    } catch (KernelException e) {
      close();
      throw e;
    }
  }

  @Override
  public SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException {
    return look(KernelIpvs::dump);
  }

  @Override
  public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
    return ipvs().get(key);
  }

  @Override
  public void execute(IpvsOperation operation) throws KernelException {
    ipvs().execute(operation);
  }

  @Override
  public List<OperationOutcome> executeAll(List<IpvsOperation> operations) throws KernelException {
    return ipvs().executeAll(operations);
  }

  @Override
  public IpvsSettings settings() throws KernelException {
    return look(KernelIpvs::settings);
  }

  @Override
  public void setTimeouts(Timeouts timeouts) throws KernelException {
    ipvs().setTimeouts(timeouts);
  }

  @Override
  public void startSync(SyncDaemon daemon) throws KernelException {
    ipvs().startSync(daemon);
  }

  @Override
  public void stopSync(SyncDaemon.Role role) throws KernelException {
    ipvs().stopSync(role);
  }

  @Override
  public SortedMap<VirtualServiceKey, ServiceStatistics> statistics() throws KernelException {
    return look(KernelIpvs::statistics);
  }

  @Override
  public void zero() throws KernelException {
    ipvs().zero();
  }

  @Override
  public void zero(VirtualServiceKey key) throws KernelException {
    ipvs().zero(key);
  }

  @Override
  public void close() {
    KernelIpvs ipvs = open;
    open = null;
    if (ipvs != null) {
      ipvs.close();
    }
  }
}
