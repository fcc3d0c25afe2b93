package io.lvsfleet.reconcile;

import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// A small director and a small real server.
final class Fixtures {

  static final HostIdentity HOST = new HostIdentity("boot-1", 4026531840L);
  static final VirtualServiceKey HTTP =
      new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
  static final VirtualServiceKey DNS =
      new AddressKey(Protocol.UDP, IpAddress.parse("fd00::100"), 53);
  static final RealServerKey WEB1 = new RealServerKey(IpAddress.parse("10.0.0.21"), 80);
  static final RealServerKey WEB2 = new RealServerKey(IpAddress.parse("10.0.0.22"), 80);
  static final LocalAddress VIP = new LocalAddress("eth0", IpAddress.parse("10.0.0.100"), 24);
  static final LocalAddress VIP_ON_LO = new LocalAddress("lo", IpAddress.parse("10.0.0.100"), 32);
  static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");
  static final SysctlKey ARP_ANNOUNCE = new SysctlKey("net.ipv4.conf.all.arp_announce");

  private Fixtures() {}

  static RealServerConfig dr(int weight) {
    return RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(weight));
  }

  static VirtualService service(Scheduler scheduler, Map<RealServerKey, RealServerConfig> servers) {
    return new VirtualService(VirtualServiceConfig.of(scheduler), Sorted.map(servers));
  }

  static KernelState services(Map<VirtualServiceKey, VirtualService> services) {
    return KernelState.of(Sorted.map(services), Sorted.set(), Sorted.map());
  }

  static KernelState realServer(Map<SysctlKey, String> sysctls, LocalAddress... addresses) {
    return KernelState.of(Sorted.map(), Sorted.set(List.of(addresses)), Sorted.map(sysctls));
  }

  static Ledger nothing() {
    return Ledger.empty(HOST);
  }

  /// Owns all services and addresses of a state.
  static Ledger owning(KernelState state) {
    SortedMap<VirtualServiceKey, SortedSet<RealServerKey>> services = new TreeMap<>();
    state
        .services()
        .forEach((key, service) -> services.put(key, Sorted.set(service.realServers().keySet())));
    return Ledger.of(HOST, services, state.addresses(), Sorted.map());
  }
}
