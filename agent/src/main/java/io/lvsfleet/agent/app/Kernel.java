package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddDecapsulationPort;
import io.lvsfleet.reconcile.Operation.AddDevice;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.NetworkOperation;
import io.lvsfleet.reconcile.Operation.PutRoute;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import io.lvsfleet.reconcile.Operation.RemoveDecapsulationPort;
import io.lvsfleet.reconcile.Operation.RemoveDevice;
import io.lvsfleet.reconcile.Operation.RemoveRoute;
import io.lvsfleet.reconcile.Operation.RestoreRoute;
import io.lvsfleet.reconcile.Operation.RestoreSysctl;
import io.lvsfleet.reconcile.Operation.RestoreTimeouts;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.Operation.SetTimeouts;
import io.lvsfleet.reconcile.Operation.StartSync;
import io.lvsfleet.reconcile.Operation.StopSync;

/// The tables of one network namespace. Given to the program from outside, so that a test can put
/// something in between.
public record Kernel(
    IpvsTable ipvs,
    IpvsControl control,
    AddressTable addresses,
    SysctlTable sysctls,
    DeviceTable devices,
    RouteTable routes,
    PacketFilter packets) {

  /// Does exactly this.
  public void execute(Operation operation) throws KernelException {
    switch (operation) {
      case IpvsOperation ipvsOperation -> ipvs.execute(ipvsOperation);
      case AddAddress add -> addresses.add(add.address());
      case RemoveAddress remove -> addresses.remove(remove.address());
      case AnnounceAddress announce -> addresses.announce(announce.address());
      case SetSysctl set -> sysctls.write(set.key(), set.value());
      case RestoreSysctl restore -> sysctls.write(restore.key(), restore.original());
      case SetTimeouts set -> control.setTimeouts(set.timeouts());
      case RestoreTimeouts restore -> control.setTimeouts(restore.original());
      case StartSync start -> control.startSync(start.daemon());
      case StopSync stop -> control.stopSync(stop.role());
      case NetworkOperation network -> execute(network);
    }
  }

  private void execute(NetworkOperation operation) throws KernelException {
    switch (operation) {
      case AddDevice add -> devices.add(add.name(), add.device());
      case RemoveDevice remove -> devices.remove(remove.name());
      case AddDecapsulationPort add -> devices.add(add.port());
      case RemoveDecapsulationPort remove -> devices.remove(remove.port());
      case PutRoute put -> routes.put(put.key(), put.route());
      case RemoveRoute remove -> routes.remove(remove.key());
      case RestoreRoute restore -> routes.restore(restore.key(), restore.original());
      case SetPacketRules set -> packets.set(set.rules());
    }
  }
}
