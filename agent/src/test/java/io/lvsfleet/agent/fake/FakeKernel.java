package io.lvsfleet.agent.fake;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.SysctlKey;
import java.util.Map;

/// One host's kernel tables with one set of faults. It outlives the agents that are killed on it.
public final class FakeKernel {

  public final Faults faults = new Faults();
  public final FakeIpvsTable ipvs = new FakeIpvsTable(faults);
  public final FakeAddressTable addresses = new FakeAddressTable(faults);
  public final FakeSysctlTable sysctls = new FakeSysctlTable(faults);

  /// A host with `lo` and `eth0` and the parameters a director or a real server needs.
  public static FakeKernel typical() {
    FakeKernel kernel = new FakeKernel();
    kernel.addresses.addInterface("lo").addInterface("eth0");
    kernel.sysctls.define(
        Map.of(
            new SysctlKey("net.ipv4.conf.all.arp_ignore"), "0",
            new SysctlKey("net.ipv4.conf.all.arp_announce"), "0",
            new SysctlKey("net.ipv4.conf.lo.arp_ignore"), "0",
            new SysctlKey("net.ipv4.conf.lo.arp_announce"), "0",
            new SysctlKey("net.ipv4.conf.eth0.arp_ignore"), "0",
            new SysctlKey("net.ipv4.conf.eth0.arp_announce"), "0",
            new SysctlKey("net.ipv4.ip_forward"), "0",
            new SysctlKey("net.ipv4.vs.conntrack"), "0"));
    return kernel;
  }

  /// Everything it holds.
  public KernelState state() {
    return KernelState.of(ipvs.dump(), addresses.dump(), sysctls.all());
  }

  /// A reboot: nothing of it survives but the interfaces and the parameters' first values.
  public void reboot() {
    ipvs.clear();
    addresses.clear();
    sysctls.reset();
  }
}
