package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.FakeIpvsControl;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.agent.kernel.CapabilityProbe;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.agent.kernel.KernelSysctls;
import io.lvsfleet.agent.kernel.Shell;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.ModelGen;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.RemoveService;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random plans on the real kernel: ip_vs, addresses and parameters. Run one seed with
/// `-Dplans.seed=4711`, more of them with `-Dplans.count=10000`.
@Tag("kernel")
class PlansOnKernelTest {

  private static final int COUNT = Integer.getInteger("plans.count", 200);
  private static final long FIRST = Long.getLong("plans.seed", 1);
  private static final HostIdentity HOST = new HostIdentity("boot", 1);

  private final KernelIpvs ipvs;
  private final KernelAddresses addresses;
  private final KernelSysctls sysctls = new KernelSysctls();
  private final Kernel kernel;

  PlansOnKernelTest() throws KernelException {
    ipvs = new KernelIpvs(oddity -> {});
    addresses = new KernelAddresses();
    FakeKernel rest = FakeKernel.typical();
    kernel = new Kernel(ipvs, ipvs, addresses, sysctls, rest.devices, rest.routes, rest.packets);
  }

  @BeforeEach
  void host() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ipvsadm " + FakeIpvsControl.DEFAULT_TIMEOUTS.describe());
    Shell.sh("ip link add eth0 type dummy");
    Shell.sh("ip link set eth0 addrgenmode none");
    // A sync daemon sends from it.
    Shell.sh("ip address add 192.0.2.1/24 dev eth0");
    Shell.sh("ip address add fd00:5::1/64 dev eth0 nodad");
    Shell.sh("ip link set eth0 up");
    // As distributions with systemd have it; without, removing one address takes others along.
    Shell.sh("sysctl -q -w net.ipv4.conf.all.promote_secondaries=1");
  }

  @AfterEach
  void nothingIsLeft() throws KernelException {
    for (SyncDaemon.Role role : ipvs.settings().syncDaemons().keySet()) {
      ipvs.stopSync(role);
    }
    ipvs.close();
    addresses.close();
    Shell.sh("ip link del eth0");
    Shell.sh("ipvsadm -C");
  }

  @Test
  void everyPlanReachesItsStateAndIsRecoveredAfterACrashAndUndoneWithoutATrace() throws Exception {
    List<Scheduler> schedulers = schedulers();
    int count = System.getProperty("plans.seed") == null ? COUNT : 1;
    for (long seed = FIRST; seed < FIRST + count; seed++) {
      try {
        new Run(new ModelGen(seed, schedulers)).run();
      } catch (KernelException | RuntimeException | AssertionError failure) {
        throw new AssertionError(
            "run it again with -Dplans.seed=%d: %s".formatted(seed, failure.getMessage()), failure);
      }
    }
  }

  private static List<Scheduler> schedulers() throws Exception {
    SortedSet<String> there = new CapabilityProbe(HostFacts.read(), _ -> {}).read("").schedulers();
    return List.of(Scheduler.values()).stream()
        .filter(scheduler -> there.contains(scheduler.kernelName()))
        .toList();
  }

  /// A node from its first desired state to its last.
  private final class Run {
    private final ModelGen random;
    private final SortedMap<VirtualServiceKey, VirtualService> foreign = new TreeMap<>();
    private final SortedSet<LocalAddress> before;
    private KernelState wanted = KernelState.EMPTY;
    private Ledger ledger = Ledger.empty(HOST);

    Run(ModelGen random) throws KernelException {
      this.random = random;
      before = addresses.dump();
    }

    void run() throws KernelException {
      foreign.putAll(random.services(2));
      for (Map.Entry<VirtualServiceKey, VirtualService> one : foreign.entrySet()) {
        put(one.getKey(), one.getValue());
      }
      draw();
      SortedMap<SysctlKey, String> originals = values(wanted.sysctls().keySet());
      reach(plan());
      for (int change = 0; change < 2; change++) {
        draw();
        remember(originals);
        crash();
        reach(plan());
      }
      wanted = KernelState.EMPTY;
      reach(plan());
      assertThat(ledger).isEqualTo(Ledger.empty(HOST));
      assertThat(values(originals.keySet())).isEqualTo(originals);
      for (VirtualServiceKey key : foreign.keySet()) {
        ipvs.execute(new RemoveService(key));
      }
    }

    /// Of parameters that are touched for the first time.
    private void remember(SortedMap<SysctlKey, String> originals) throws KernelException {
      SortedMap<SysctlKey, String> now = values(wanted.sysctls().keySet());
      now.keySet().removeAll(originals.keySet());
      originals.putAll(now);
    }

    private void put(VirtualServiceKey key, VirtualService service) throws KernelException {
      ipvs.execute(new AddService(key, service.config()));
      for (var server : service.realServers().entrySet()) {
        ipvs.execute(new AddRealServer(key, server.getKey(), server.getValue()));
      }
    }

    /// Sync daemons and tunnels to the other address family exclude each other.
    private void draw() {
      KernelState drawn = PlanPropertiesTest.Case.legal(random.kernelState());
      boolean noSync = PlanPropertiesTest.Case.mixed(foreign);
      wanted =
          new KernelState(
              drawn.services(),
              drawn.addresses(),
              drawn.sysctls(),
              noSync
                  ? new IpvsSettings(drawn.settings().timeouts(), Sorted.map())
                  : drawn.settings(),
              Network.NONE);
    }

    private KernelState observe() throws KernelException {
      SortedSet<SysctlKey> keys = new TreeSet<>(wanted.sysctls().keySet());
      keys.addAll(ledger.sysctlOriginals().keySet());
      return new KernelState(
          ipvs.dump(), addresses.dump(), values(keys), ipvs.settings(), Network.NONE);
    }

    private SortedMap<SysctlKey, String> values(Iterable<SysctlKey> keys) throws KernelException {
      SortedMap<SysctlKey, String> values = new TreeMap<>();
      for (SysctlKey key : keys) {
        values.put(key, sysctls.read(key).orElseThrow());
      }
      return values;
    }

    private Plan plan() throws KernelException {
      return Reconciler.plan(observe(), wanted, ledger);
    }

    /// After some of a plan's operations; its intent is on disk before the first of them.
    private void crash() throws KernelException {
      Plan plan = plan();
      ledger = plan.intent();
      List<Operation> done =
          plan.operations().subList(0, random.below(plan.operations().size() + 1));
      execute(new Plan(done, plan.conflicts(), plan.foreign(), plan.intent()));
    }

    private List<OperationOutcome> execute(Plan plan) {
      List<OperationOutcome> outcomes = new Executor(kernel, _ -> {}).execute(plan);
      assertThat(outcomes).allMatch(Done.class::isInstance);
      return outcomes;
    }

    private void reach(Plan plan) throws KernelException {
      ledger = Reconciler.settle(plan, execute(plan));
      KernelState now = observe();
      SortedMap<VirtualServiceKey, VirtualService> services = new TreeMap<>(wanted.services());
      services.putAll(foreign);
      assertThat(now.services()).isEqualTo(services);
      SortedSet<LocalAddress> held = new TreeSet<>(wanted.addresses());
      held.addAll(before);
      assertThat(now.addresses()).isEqualTo(held);
      assertThat(now.sysctls()).containsAllEntriesOf(wanted.sysctls());
      assertThat(now.settings().syncDaemons()).isEqualTo(wanted.settings().syncDaemons());
      assertThat(now.settings().timeouts())
          .isEqualTo(
              wanted.settings().timeouts() == null
                  ? FakeIpvsControl.DEFAULT_TIMEOUTS
                  : wanted.settings().timeouts());
      Plan next = plan();
      assertThat(next.operations()).isEmpty();
      ledger = next.intent();
    }
  }
}
