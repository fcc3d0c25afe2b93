package io.lvsfleet.agent.core.port;

import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.Timeouts;

/// What ip_vs has once per network namespace, beside its table.
public interface IpvsControl {

  IpvsSettings settings() throws KernelException;

  void setTimeouts(Timeouts timeouts) throws KernelException;

  /// @throws KernelException `EEXIST` when one of that role runs, `ENODEV` without its interface,
  ///   `EINVAL` while a tunnel leads to the other address family
  void startSync(SyncDaemon daemon) throws KernelException;

  /// @throws KernelException `ESRCH` when none of that role runs
  void stopSync(SyncDaemon.Role role) throws KernelException;
}
