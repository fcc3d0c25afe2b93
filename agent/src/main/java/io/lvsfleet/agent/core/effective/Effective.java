package io.lvsfleet.agent.core.effective;

import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.EffectiveService;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerState;
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
/// @param services how its virtual services stand
/// @param adopt services that become ours even when somebody else made them
public record Effective(
    KernelState state,
    List<EffectiveServer> servers,
    List<EffectiveService> services,
    SortedSet<VirtualServiceKey> adopt) {

  /// All that is ours is removed.
  public static final Effective NOTHING =
      new Effective(KernelState.EMPTY, List.of(), List.of(), Sorted.set());

  public Effective {
    servers = List.copyOf(servers);
    services = List.copyOf(services);
    adopt = Sorted.set(adopt);
  }

  /// @param verdicts on all services of this director
  public static Effective of(NodeState desired, Verdicts verdicts) {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    SortedMap<SysctlKey, String> sysctls = new TreeMap<>();
    SortedSet<VirtualServiceKey> adopt = new TreeSet<>();
    List<EffectiveServer> servers = new ArrayList<>();
    List<EffectiveService> states = new ArrayList<>();
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
      verdicts
          .services()
          .forEach((key, verdict) -> {
            services.put(key, verdict.kernel());
            servers.addAll(verdict.servers());
            states.add(verdict.service());
          });
      director
          .services()
          .forEach((key, spec) -> {
            if (spec.adopt()) {
              adopt.add(key);
            }
          });
    }
    return new Effective(
        new KernelState(services, addresses, sysctls, settings, network), servers, states, adopt);
  }
}
