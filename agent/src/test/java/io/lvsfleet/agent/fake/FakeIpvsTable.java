package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.EditService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import io.lvsfleet.reconcile.Operation.RemoveService;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The ip_vs table as `net/netfilter/ipvs/ip_vs_ctl.c` keeps it, errors included. [FakeIpvsControl]
/// and [FakeIpvsStatistics] are the rest of the same ip_vs.
public final class FakeIpvsTable implements IpvsTable {

  private final Faults faults;
  private final SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>();
  private final SortedSet<String> schedulers = new TreeSet<>();
  private final SortedSet<String> engines = new TreeSet<>();
  private @Nullable VirtualServiceKey leftOut;
  private boolean syncing;
  private Removal removal = (_, _) -> {};

  /// Told what left the table.
  interface Removal {
    /// @param realServer null for the service with all of them
    void removed(VirtualServiceKey service, @Nullable RealServerKey realServer);
  }

  public FakeIpvsTable() {
    this(new Faults());
  }

  public FakeIpvsTable(Faults faults) {
    this.faults = faults;
    for (Scheduler scheduler : Scheduler.values()) {
      schedulers.add(scheduler.kernelName());
    }
    engines.add("sip");
  }

  /// From now on the kernel has no such scheduler module.
  public FakeIpvsTable withoutScheduler(Scheduler scheduler) {
    schedulers.remove(scheduler.kernelName());
    return this;
  }

  public FakeIpvsTable withoutEngine(String engine) {
    engines.remove(engine);
    return this;
  }

  /// Somebody else changed the table: no fault applies and nothing is recorded.
  public void put(VirtualServiceKey key, VirtualService service) {
    services.put(key, service);
  }

  /// Somebody else removed a service.
  public void drop(VirtualServiceKey key) {
    services.remove(key);
    removal.removed(key, null);
  }

  public void clear() {
    List.copyOf(services.keySet()).forEach(this::drop);
  }

  void whenRemoved(Removal told) {
    removal = told;
  }

  /// Never torn.
  SortedMap<VirtualServiceKey, VirtualService> contents() {
    return Sorted.map(services);
  }

  /// The next dump is torn: it leaves this service out.
  public void tearNextDump(VirtualServiceKey key) {
    leftOut = key;
  }

  /// Whether a sync daemon runs: then no tunnel may lead to the other address family.
  void syncing(boolean running) {
    syncing = running;
  }

  /// `mixed_address_family_dests`
  boolean hasMixedFamilies() {
    return services.entrySet().stream()
        .anyMatch(service ->
            service.getValue().realServers().keySet().stream()
                .anyMatch(one -> one.address().family() != service.getKey().family()));
  }

  @Override
  public SortedMap<VirtualServiceKey, VirtualService> dump() {
    SortedMap<VirtualServiceKey, VirtualService> all = new TreeMap<>(services);
    if (leftOut != null) {
      all.remove(leftOut);
      leftOut = null;
    }
    return Sorted.map(all);
  }

  @Override
  public Optional<VirtualService> get(VirtualServiceKey key) {
    return Optional.ofNullable(services.get(key));
  }

  @Override
  public void execute(IpvsOperation operation) throws KernelException {
    faults.check(operation);
    checkSayable(operation);
    switch (operation) {
      case AddService add -> {
        refuseIf(services.containsKey(add.service()), operation, "EEXIST");
        checkModules(operation, add.config());
        checkService(operation, add.config());
        services.put(add.service(), new VirtualService(add.config(), Sorted.map()));
      }
      case EditService edit -> {
        VirtualService service = service(operation);
        checkModules(operation, edit.config());
        checkService(operation, edit.config());
        services.put(edit.service(), new VirtualService(edit.config(), service.realServers()));
      }
      case RemoveService remove -> {
        service(operation);
        drop(remove.service());
      }
      case AddRealServer add -> {
        VirtualService service = service(operation);
        checkRealServer(operation, add.realServer(), add.config());
        refuseIf(service.realServers().containsKey(add.realServer()), operation, "EEXIST");
        putRealServer(add.service(), service, add.realServer(), add.config());
      }
      case EditRealServer edit -> {
        VirtualService service = service(operation);
        checkRealServer(operation, edit.realServer(), edit.config());
        refuseIf(!service.realServers().containsKey(edit.realServer()), operation, "ENOENT");
        putRealServer(edit.service(), service, edit.realServer(), edit.config());
      }
      case RemoveRealServer remove -> {
        VirtualService service = service(operation);
        refuseIf(!service.realServers().containsKey(remove.realServer()), operation, "ENOENT");
        SortedMap<RealServerKey, RealServerConfig> left = new TreeMap<>(service.realServers());
        left.remove(remove.realServer());
        services.put(remove.service(), new VirtualService(service.config(), left));
        removal.removed(remove.service(), remove.realServer());
      }
    }
    faults.record(operation);
  }

  private VirtualService service(IpvsOperation operation) throws KernelException {
    VirtualService service = services.get(operation.service());
    if (service == null) {
      throw new KernelException(operation.describe(), "ESRCH", "no such service");
    }
    return service;
  }

  private void putRealServer(
      VirtualServiceKey key,
      VirtualService service,
      RealServerKey realServer,
      RealServerConfig config) {
    SortedMap<RealServerKey, RealServerConfig> all = new TreeMap<>(service.realServers());
    all.put(realServer, config);
    services.put(key, new VirtualService(service.config(), all));
  }

  private void checkModules(IpvsOperation operation, VirtualServiceConfig config)
      throws KernelException {
    refuseIf(!schedulers.contains(config.scheduler()), operation, "ENOENT");
    String engine = config.persistence() == null ? null : config.persistence().engine();
    refuseIf(engine != null && !engines.contains(engine), operation, "ENOENT");
  }

  /// A persistence network longer than an address has no form in a message: no kernel is asked.
  private static void checkSayable(IpvsOperation operation) throws KernelException {
    VirtualServiceConfig config =
        switch (operation) {
          case AddService add -> add.config();
          case EditService edit -> edit.config();
          case RemoveService _, AddRealServer _, EditRealServer _, RemoveRealServer _ -> null;
        };
    if (config != null && config.persistence() != null) {
      int length = config.persistence().prefixLength();
      refuseIf(length > operation.service().family().bits(), operation, "EINVAL");
    }
  }

  /// An IPv6 persistence network has at least one bit; in IPv4 it is a mask, which may be empty.
  private static void checkService(IpvsOperation operation, VirtualServiceConfig config)
      throws KernelException {
    if (config.persistence() != null && operation.service().family() == AddressFamily.IPV6) {
      refuseIf(config.persistence().prefixLength() < 1, operation, "EINVAL");
    }
  }

  /// Only a tunnel leads to the other address family, and none does while connections are synced.
  private void checkRealServer(
      IpvsOperation operation, RealServerKey realServer, RealServerConfig config)
      throws KernelException {
    refuseIf(
        realServer.address().family() != operation.service().family()
            && (syncing || config.method() != ForwardingMethod.TUNNELING),
        operation,
        "EINVAL");
  }

  private static void refuseIf(boolean refused, IpvsOperation operation, String errno)
      throws KernelException {
    if (refused) {
      throw new KernelException(operation.describe(), errno, "");
    }
  }
}
