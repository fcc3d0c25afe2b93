package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Blindness;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.InterfaceParameters;
import io.lvsfleet.agent.core.Scope;
import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Facet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at the kernel. A part that cannot be read keeps nothing of the others from being seen.
public final class Observer {

  private final Kernel kernel;

  public Observer(Kernel kernel) {
    this.kernel = kernel;
  }

  public Event observe(Scope scope) {
    Look look = new Look(scope);
    KernelState seen =
        new KernelState(
            look.at(Facet.SERVICES, () -> services(scope), Sorted.map()),
            look.at(Facet.ADDRESSES, kernel.addresses()::dump, Sorted.set()),
            look.at(Facet.SYSCTLS, () -> sysctls(scope), Sorted.map()),
            look.at(Facet.SETTINGS, kernel.control()::settings, IpvsSettings.NONE),
            new Network(
                look.at(
                    Facet.DEVICES,
                    () -> kernel.devices().devices(scope.devices()),
                    Sorted.<String, Device>map()),
                look.at(
                    Facet.DECAPSULATION_PORTS, kernel.devices()::decapsulationPorts, Sorted.set()),
                look.at(Facet.ROUTES, () -> kernel.routes().routes(scope.routes()), Sorted.map()),
                look.at(Facet.PACKET_RULES, kernel.packets()::rules, Sorted.set())));
    return new Event.Observed(scope, seen, look.blind);
  }

  @FunctionalInterface
  private interface Sight<T> {
    T look() throws KernelException;
  }

  private static final class Look {
    private final Scope scope;
    private final SortedMap<Facet, Blindness> blind = new TreeMap<>();

    Look(Scope scope) {
      this.scope = scope;
    }

    <T> T at(Facet facet, Sight<T> sight, T nothing) {
      if (!scope.has(facet)) {
        return nothing;
      }
      try {
        return sight.look();
      } catch (KernelException refused) {
        blind.put(facet, new Blindness(refused.errno(), String.valueOf(refused.getMessage())));
        return nothing;
      }
    }
  }

  /// What was asked for by itself is surer than a dump.
  private SortedMap<VirtualServiceKey, VirtualService> services(Scope scope)
      throws KernelException {
    SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
    if (scope.table()) {
      services.putAll(kernel.ipvs().dump());
    }
    for (VirtualServiceKey key : scope.services()) {
      Optional<VirtualService> service = kernel.ipvs().get(key);
      if (service.isPresent()) {
        services.put(key, service.get());
      } else {
        services.remove(key);
      }
    }
    return services;
  }

  private SortedMap<SysctlKey, String> sysctls(Scope scope) throws KernelException {
    SortedSet<SysctlKey> keys = new TreeSet<>(scope.sysctls());
    if (InterfaceParameters.concern(keys)) {
      AddressTable table = kernel.addresses();
      keys.addAll(
          InterfaceParameters.alongWith(
              scope.sysctls(), table.interfaces(), table.arpInterfaces()));
    }
    SortedMap<SysctlKey, String> values = new TreeMap<>();
    for (SysctlKey key : keys) {
      Optional<String> value = kernel.sysctls().read(key);
      if (value.isPresent()) {
        values.put(key, value.get());
      }
    }
    return values;
  }
}
