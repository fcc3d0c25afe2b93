package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.TestStates;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.reconcile.HostIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

  private static final HostIdentity HOST = new HostIdentity("boot-1", 1);

  @TempDir private Path directory;

  private final FakeKernel kernel = FakeKernel.typical();

  @Test
  void aFullDiskDoesNotKeepServersThatFailInService() throws Exception {
    run(
        new Event.DesiredArrived(TestStates.desired(1, director())),
        report("web1", CheckVerdict.State.UP),
        report("web2", CheckVerdict.State.UP),
        report("web3", CheckVerdict.State.UP));
    assertThat(realServers()).containsExactly(key(1), key(2), key(3));

    Files.createDirectory(directory.resolve("ledger.new")); // not even root can write this file
    run(report("web1", CheckVerdict.State.DOWN), report("web2", CheckVerdict.State.DOWN));

    assertThat(realServers()).containsExactly(key(3));
  }

  @Test
  void onAFullDiskNothingIsMadeThatWouldLookForeignAfterACrash() throws Exception {
    Files.createDirectory(directory.resolve("ledger.new"));
    run(new Event.DesiredArrived(TestStates.desired(1, director())));
    assertThat(kernel.faults.done()).isEmpty();
  }

  /// An agent's life: it takes these events in and ends.
  private void run(Event... events) throws Exception {
    StateFile state = new StateFile(directory);
    LedgerFile ledger = new LedgerFile(directory);
    Event.Started started =
        new Event.Started(HOST, state.read().orElse(Memory.NONE), ledger.read().orElse(null));
    AgentLoop loop =
        new AgentLoop(
            kernel.ports(),
            state,
            ledger,
            new Prober(
                Path.of("/nonexistent"),
                new ProbeHost(new KernelProbes()),
                new RunnerClient(Path.of("/nonexistent"))),
            kernel.statistics,
            kernel.firewall,
            new MonotonicClock(InstantSource.fixed(TestStates.NOON), () -> 0));
    for (Event event : events) {
      loop.post(event);
    }
    loop.stop();
    loop.run(started, _ -> {});
  }

  private Set<RealServerKey> realServers() {
    return kernel.ipvs.get(TestStates.HTTP).orElseThrow().realServers().keySet();
  }

  private static NodeState director() {
    ServiceSpec service =
        ServiceSpec.of(
            "http",
            VirtualServiceConfig.of(Scheduler.RR),
            OnFailure.REMOVE,
            Sorted.map(
                Map.of(key(1), server("web1"), key(2), server("web2"), key(3), server("web3"))));
    return NodeState.of(
        TestStates.LVS1,
        DirectorState.of(
            TestStates.CLUSTER,
            DirectorRole.ALONE,
            Sorted.set(),
            Sorted.map(Map.of(TestStates.HTTP, service)),
            Sorted.map()),
        Sorted.map(),
        Sorted.map());
  }

  private static RealServerKey key(int number) {
    return new RealServerKey(IpAddress.parse("10.0.0.2" + number), 80);
  }

  private static RealServerSpec server(String node) {
    return new RealServerSpec(
        node,
        RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(5)),
        Gate.of(new NodeId(node), Sorted.set(List.of(TestStates.VIP))),
        Sorted.set(),
        Sorted.set(List.of(check(node))));
  }

  private static CheckKey check(String node) {
    return new CheckKey(TestStates.CLUSTER, "http", node, "local");
  }

  private static Event report(String node, CheckVerdict.State state) {
    return new Event.WitnessArrived(
        new WitnessReport(
            new NodeId(node),
            true,
            Sorted.map(Map.of(TestStates.CLUSTER, TestStates.ready())),
            Sorted.map(Map.of(check(node), TestStates.verdict(state)))));
  }
}
