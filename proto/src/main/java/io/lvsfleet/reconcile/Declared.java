package io.lvsfleet.reconcile;

import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a node's kernel holds when every real server is healthy and ready.
public final class Declared {

  private Declared() {}

  public static KernelState of(NodeState desired) {
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    Network network = Network.NONE;
    for (RealServerState realServer : desired.realServers().values()) {
      addresses.addAll(realServer.heldAddresses());
      sysctls.putAll(realServer.sysctls());
      network = network.and(realServer.network());
    }
    DirectorState director = desired.director();
    if (director == null) {
      return new KernelState(new TreeMap<>(), addresses, sysctls, IpvsSettings.NONE, network);
    }
    if (director.role().holdsAddresses()) {
      addresses.addAll(director.virtualAddresses());
    }
    sysctls.putAll(director.sysctls());
    return new KernelState(
        services(director),
        addresses,
        sysctls,
        director.settings(),
        network.and(director.network()));
  }

  private static SortedMap<VirtualServiceKey, VirtualService> services(DirectorState director) {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    director
        .services()
        .forEach((key, service) -> {
          SortedMap<RealServerKey, RealServerConfig> servers = new TreeMap<>();
          service.realServers().forEach((server, one) -> servers.put(server, one.config()));
          services.put(key, new VirtualService(service.config(), servers));
        });
    return services;
  }
}
