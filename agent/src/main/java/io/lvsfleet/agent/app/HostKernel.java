package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelDevices;
import io.lvsfleet.agent.kernel.KernelFirewall;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.agent.kernel.KernelPacketFilter;
import io.lvsfleet.agent.kernel.KernelRoutes;
import io.lvsfleet.agent.kernel.KernelSysctls;
import java.util.ArrayDeque;
import java.util.Deque;

/// The kernel this program runs on, with a connection for each table. What the loop uses nothing
/// else uses.
final class HostKernel implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  /// Closed in the other order.
  private final Deque<Runnable> open = new ArrayDeque<>();

  private final Kernel tables;
  private final LateIpvs counters;
  private final KernelFirewall firewall;

  private HostKernel() throws KernelException {
    try {
      LateIpvs ipvs =
          new LateIpvs(() -> new KernelIpvs(odd -> LOG.log(WARNING, "left out: {0}", odd)));
      open.push(ipvs::close);
      counters = new LateIpvs(() -> new KernelIpvs(_ -> {}));
      open.push(counters::close);
      firewall = new KernelFirewall();
      open.push(firewall::close);
      KernelPacketFilter packets = new KernelPacketFilter();
      open.push(packets::close);
      KernelAddresses addresses = new KernelAddresses();
      open.push(addresses::close);
      KernelDevices devices = new KernelDevices();
      open.push(devices::close);
      KernelRoutes routes = new KernelRoutes();
      open.push(routes::close);
      tables = new Kernel(ipvs, ipvs, addresses, new KernelSysctls(), devices, routes, packets);
    } catch (KernelException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static HostKernel open() throws KernelException {
    return new HostKernel();
  }

  /// For the loop's thread.
  Kernel tables() {
    return tables;
  }

  /// For the watcher's thread.
  IpvsStatistics statistics() {
    return counters;
  }

  /// For the watcher's thread.
  Firewall firewall() {
    return firewall;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
