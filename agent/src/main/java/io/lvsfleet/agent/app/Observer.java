package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Scope;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Looks at the kernel.
public final class Observer {

  private final Kernel kernel;

  public Observer(Kernel kernel) {
    this.kernel = kernel;
  }

  public Event observe(Scope scope) {
    try {
      return new Event.Observed(
          scope, KernelState.of(services(scope), addresses(scope), sysctls(scope)));
    } catch (KernelException refused) {
      return new Event.ObserveFailed(scope, refused.errno(), String.valueOf(refused.getMessage()));
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

  private SortedSet<LocalAddress> addresses(Scope scope) throws KernelException {
    return scope.addresses() ? kernel.addresses().dump() : Sorted.set();
  }

  private SortedMap<SysctlKey, String> sysctls(Scope scope) throws KernelException {
    SortedMap<SysctlKey, String> values = new TreeMap<>();
    for (SysctlKey key : scope.sysctls()) {
      Optional<String> value = kernel.sysctls().read(key);
      if (value.isPresent()) {
        values.put(key, value.get());
      }
    }
    return values;
  }
}
