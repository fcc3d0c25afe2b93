package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.app.Kernel;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.SysctlKey;
import java.util.List;
import java.util.Map;

/// One host's kernel tables with one set of faults. It outlives the agents that are killed on it.
public final class FakeKernel {

  public final Faults faults = new Faults();
  public final FakeIpvsTable ipvs = new FakeIpvsTable(faults);
  public final FakeAddressTable addresses = new FakeAddressTable(faults);
  public final FakeIpvsControl control = new FakeIpvsControl(faults, ipvs, addresses::hasInterface);
  public final FakeIpvsStatistics statistics = new FakeIpvsStatistics(ipvs);
  public final FakeRouteTable routes = new FakeRouteTable(faults, addresses);
  public final FakeDeviceTable devices = new FakeDeviceTable(faults, addresses);
  public final FakePacketFilter packets = new FakePacketFilter(faults);
  public final FakeFirewall firewall = new FakeFirewall();
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
            new SysctlKey("net.ipv4.conf.lvs-tunnel.rp_filter"), "1",
            new SysctlKey("net.ipv4.ip_forward"), "0",
            new SysctlKey("net.ipv4.vs.conntrack"), "0"));
    for (String name : List.of("default", "lo", "eth0")) {
      kernel.sysctls.define(
          Map.of(
              new SysctlKey("net.ipv4.conf." + name + ".forwarding"), "0",
              new SysctlKey("net.ipv6.conf." + name + ".forwarding"), "0",
              new SysctlKey("net.ipv6.conf." + name + ".accept_ra"), "1"));
    }
    kernel.sysctls.define(Map.of(new SysctlKey("net.ipv6.conf.all.forwarding"), "0"));
    for (String name : List.of("all", "default", "eth0", "eth1")) {
      kernel.sysctls.define(
          Map.of(new SysctlKey("net.ipv4.conf." + name + ".send_redirects"), "1"));
    }
    kernel.sysctls.define(
        Map.of(
            new SysctlKey("net.ipv4.vs.conn_reuse_mode"), "1",
            new SysctlKey("net.ipv4.vs.expire_nodest_conn"), "0",
            new SysctlKey("net.ipv4.vs.expire_quiescent_template"), "0",
            new SysctlKey("net.ipv4.vs.run_estimation"), "1",
            new SysctlKey("net.ipv4.vs.sloppy_sctp"), "0",
            new SysctlKey("net.ipv4.vs.sloppy_tcp"), "0",
            new SysctlKey("net.ipv4.vs.snat_reroute"), "1"));
    // As hardened hosts have it; the kernel sets it back with forwarding.
    kernel.sysctls.define(Map.of(new SysctlKey("net.ipv4.conf.all.accept_redirects"), "0"));
    return kernel;
  }

  /// Everything it holds.
  public KernelState state() {
    return new KernelState(
        ipvs.dump(),
        addresses.dump(),
        sysctls.all(),
        control.settings(),
        new Network(devices.all(), devices.decapsulationPorts(), routes.all(), packets.contents()));
  }

  public Kernel ports() {
    return new Kernel(ipvs, control, addresses, sysctls, devices, routes, packets);
  }

  /// A reboot: nothing of it survives but the interfaces and the parameters' first values.
  public void reboot() {
    ipvs.clear();
    control.reset();
    statistics.zero();
    devices.clear();
    addresses.clear();
    routes.clear();
    packets.clear();
    sysctls.reset();
  }
}
