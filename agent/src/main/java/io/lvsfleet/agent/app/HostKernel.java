package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.agent.kernel.KernelSysctls;

/// The kernel this program runs on, with a connection for each table. What is used by the loop is
/// used by nothing else.
final class HostKernel implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  private final LateIpvs ipvs =
      new LateIpvs(() -> new KernelIpvs(odd -> LOG.log(WARNING, "left out: {0}", odd)));

  /// For the watcher's thread.
  private final LateIpvs counters = new LateIpvs(() -> new KernelIpvs(_ -> {}));

  private final TemporaryNetwork firewall = new TemporaryNetwork();
  private final TemporaryNetwork packets = new TemporaryNetwork();
  private final KernelAddresses addresses;
  private final TemporaryNetwork devices;
  private final TemporaryNetwork routes;

  private HostKernel(
      KernelAddresses addresses, TemporaryNetwork devices, TemporaryNetwork routes) {
    this.addresses = addresses;
    this.devices = devices;
    this.routes = routes;
  }

  static HostKernel open() throws KernelException {
    return new HostKernel(new KernelAddresses(), new TemporaryNetwork(), new TemporaryNetwork());
  }

  Kernel tables() {
    return new Kernel(ipvs, ipvs, addresses, new KernelSysctls(), devices, routes, packets);
  }

  IpvsStatistics statistics() {
    return counters;
  }

  Firewall firewall() {
    return firewall;
  }

  @Override
  public void close() {
    ipvs.close();
    counters.close();
    addresses.close();
  }
}
