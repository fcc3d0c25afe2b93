package io.lvsfleet.agent.core.effective;

import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the kernel should hold now: what is desired, after the role, health and orders on the node
/// had their say.
///
/// @param servers what every real server of this director gets, and why
/// @param adopt services that become ours even when somebody else made them
public record Effective(
    KernelState state, List<EffectiveServer> servers, SortedSet<VirtualServiceKey> adopt) {

  /// All that is ours is removed.
  public static final Effective NOTHING = new Effective(KernelState.EMPTY, List.of(), Sorted.set());

  public Effective {
    servers = List.copyOf(servers);
    adopt = Sorted.set(adopt);
  }

  /// @param holds ordered on the node: they may set weights
  public static Effective of(NodeState desired, HealthView health, List<Hold> holds) {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    SortedSet<VirtualServiceKey> adopt = new TreeSet<>();
    List<EffectiveServer> servers = new ArrayList<>();
    IpvsSettings settings = IpvsSettings.NONE;
    Network network = Network.NONE;
    for (RealServerState realServer : desired.realServers().values()) {
      addresses.addAll(realServer.heldAddresses());
      sysctls.putAll(realServer.sysctls());
      network = network.and(realServer.network());
    }
    DirectorState director = desired.director();
    if (director != null) {
      if (director.role().holdsAddresses()) {
        addresses.addAll(director.virtualAddresses());
      }
      if (director.failover() != null) {
        addresses.removeAll(director.failover().addresses()); // VRRP's own business
      }
      sysctls.putAll(director.sysctls());
      settings = director.settings();
      network = network.and(director.network());
      Judge judge = new Judge(director.cluster(), health, holds);
      director
          .services()
          .forEach((key, spec) -> {
            services.put(key, service(spec, judge, servers));
            if (spec.adopt()) {
              adopt.add(key);
            }
          });
    }
    return new Effective(
        new KernelState(services, addresses, sysctls, settings, network), servers, adopt);
  }

  /// What is declared, as if every server were healthy and ready.
  public static KernelState declared(NodeState desired) {
    KernelState state = of(desired, HealthView.NOTHING, List.of()).state();
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    DirectorState director = desired.director();
    if (director != null) {
      director
          .services()
          .forEach((key, spec) -> {
            SortedMap<RealServerKey, RealServerConfig> all = new TreeMap<>();
            spec.realServers().forEach((server, one) -> all.put(server, one.config()));
            services.put(key, new VirtualService(spec.config(), all));
          });
    }
    return new KernelState(
        services, state.addresses(), state.sysctls(), state.settings(), state.network());
  }

  private static VirtualService service(
      ServiceSpec service, Judge judge, List<EffectiveServer> servers) {
    SortedMap<RealServerKey, RealServerConfig> present = new TreeMap<>();
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
