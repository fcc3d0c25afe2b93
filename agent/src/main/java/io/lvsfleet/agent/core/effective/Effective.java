package io.lvsfleet.agent.core.effective;

import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the kernel should hold now: what is desired, after the role and health had their say.
///
/// @param servers what every real server of this director gets, and why
public record Effective(KernelState state, List<EffectiveServer> servers) {

  public Effective {
    servers = List.copyOf(servers);
  }

  public static Effective of(NodeState desired, HealthView health) {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    List<EffectiveServer> servers = new ArrayList<>();
    for (RealServerState realServer : desired.realServers().values()) {
      addresses.addAll(realServer.heldAddresses());
      sysctls.putAll(realServer.sysctls());
    }
    DirectorState director = desired.director();
    if (director != null) {
      if (director.role().holdsAddresses()) {
        addresses.addAll(director.virtualAddresses());
      }
      sysctls.putAll(director.sysctls());
      director
          .services()
          .forEach((key, spec) -> services.put(key, service(director, spec, health, servers)));
    }
    return new Effective(KernelState.of(services, addresses, sysctls), servers);
  }

  private static VirtualService service(
      DirectorState director,
      ServiceSpec service,
      HealthView health,
      List<EffectiveServer> servers) {
    SortedMap<RealServerKey, RealServerConfig> present = new TreeMap<>();
    Judge judge = new Judge(director.cluster(), health);
    service
        .realServers()
        .forEach((key, spec) -> {
          EffectiveServer server = judge.server(service, spec);
          servers.add(server);
          if (server.present()) {
            present.put(key, spec.config().withWeight(server.weight()));
          }
        });
    return new VirtualService(service.config(), present);
  }
}
