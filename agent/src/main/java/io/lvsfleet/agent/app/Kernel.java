package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.NetworkOperation;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.SyncOperation;

/// The tables of one network namespace. Given to the program from outside, so that a test can put
/// something in between.
public record Kernel(IpvsTable ipvs, AddressTable addresses, SysctlTable sysctls) {

  /// Does exactly this.
  public void execute(Operation operation) throws KernelException {
    switch (operation) {
      case IpvsOperation ipvsOperation -> ipvs.execute(ipvsOperation);
      case AddAddress add -> addresses.add(add.address());
      case RemoveAddress remove -> addresses.remove(remove.address());
      case AnnounceAddress announce -> addresses.announce(announce.address());
      case SetSysctl set -> sysctls.write(set.key(), set.value());
      case RestoreSysctl restore -> sysctls.write(restore.key(), restore.original());
      case SetTimeouts _, RestoreTimeouts _, SyncOperation _, NetworkOperation _ ->
          throw new KernelException(operation.describe(), "EOPNOTSUPP", "");
    }
  }
}
