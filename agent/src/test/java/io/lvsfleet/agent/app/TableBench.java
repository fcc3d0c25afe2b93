package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Scope;
import io.lvsfleet.agent.kernel.Shell;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.Plan;
import io.lvsfleet.reconcile.Reconciler;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the agent needs for a big ip_vs table, for `./dev bench ipvs`: the same rows that ipvsadm
/// and keepalived get. Prints microseconds, one measurement a line.
///
/// Arguments: `rows` prints them for `ipvsadm -R`; `load N` fills the empty table N times; `poll N`
/// looks at the table N times and plans nothing.
public final class TableBench {

  static final int SERVICES = 1_000;
  static final int REAL_SERVERS = 10;

  private static final String VIRTUAL_IP = "172.25.20.100";
  private static final String REAL_SERVER = "172.25.20.";
  private static final int FIRST_PORT = 10_000;
  private static final int FIRST_REAL_SERVER = 201;
  private static final HostIdentity HOST = new HostIdentity("boot", 1);

  private final SortedMap<VirtualServiceKey, VirtualService> rows = rows();
  private final Ledger ledger = Ledger.empty(HOST);

  private TableBench() {}

  public static void main(String[] arguments) throws Exception {
    TableBench bench = new TableBench();
    switch (arguments[0]) {
      case "rows" -> bench.print();
      case "load" -> bench.load(Integer.parseInt(arguments[1]));
      case "poll" -> bench.poll(Integer.parseInt(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static SortedMap<VirtualServiceKey, VirtualService> rows() {
    SortedMap<RealServerKey, RealServerConfig> realServers = new TreeMap<>();
    for (int i = 0; i < REAL_SERVERS; i++) {
      realServers.put(
          new RealServerKey(IpAddress.parse(REAL_SERVER + (FIRST_REAL_SERVER + i)), 80),
          RealServerConfig.of(ForwardingMethod.MASQUERADING, Weight.ONE));
    }
    VirtualService service = new VirtualService(VirtualServiceConfig.of(Scheduler.RR), realServers);
    SortedMap<VirtualServiceKey, VirtualService> rows = new TreeMap<>();
    for (int i = 0; i < SERVICES; i++) {
      rows.put(
          new VirtualServiceKey.AddressKey(
              Protocol.TCP, IpAddress.parse(VIRTUAL_IP), FIRST_PORT + i),
          service);
    }
    return rows;
  }

  private void print() {
    rows.forEach((key, service) -> {
      String words = "-t " + VIRTUAL_IP + ":" + ((VirtualServiceKey.AddressKey) key).port();
      System.out.println("-A " + words + " -s rr");
      service
          .realServers()
          .forEach((realServer, config) ->
              System.out.println("-a " + words + " -r " + realServer + " " + config.describe()));
    });
  }

  private static KernelState observed(Observer observer) {
    return ((Event.Observed) observer.observe(Scope.TABLE)).seen();
  }

  private KernelState wanted() {
    return KernelState.of(rows, Sorted.set(), Sorted.map());
  }

  private void load(int times) throws Exception {
    try (HostKernel host = HostKernel.open()) {
      Observer observer = new Observer(host.tables());
      Executor executor = new Executor(host.tables(), _ -> {});
      for (int i = 0; i < times; i++) {
        Shell.sh("ipvsadm -C");
        long start = System.nanoTime();
        Plan plan = Reconciler.plan(observed(observer), wanted(), ledger);
        List<OperationOutcome> outcomes = executor.execute(plan);
        long end = System.nanoTime();
        require(plan.operations().size() == SERVICES * (REAL_SERVERS + 1));
        require(outcomes.stream().allMatch(Done.class::isInstance));
        System.out.println((end - start) / 1000);
      }
    }
  }

  /// Expects the table to be full.
  private void poll(int times) throws Exception {
    try (HostKernel host = HostKernel.open()) {
      Observer observer = new Observer(host.tables());
      Ledger ours = Reconciler.plan(KernelState.EMPTY, wanted(), ledger).intent();
      for (int i = 0; i < times; i++) {
        long start = System.nanoTime();
        Plan plan = Reconciler.plan(observed(observer), wanted(), ours, Sorted.set(), Set.of());
        long end = System.nanoTime();
        require(plan.operations().isEmpty());
        System.out.println((end - start) / 1000);
      }
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("the table is not what it has to be");
    }
  }
}
