package io.lvsfleet.agent.app;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.HTTPS;
import static io.lvsfleet.agent.core.TestStates.SERVER;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.SetSysctl;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Done;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.OperationOutcome.Skipped;
import io.lvsfleet.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExecutorTest {

  private static final VirtualServiceConfig RR = VirtualServiceConfig.of(Scheduler.RR);
  private static final AddService ADD_HTTP = new AddService(HTTP, RR);
  private static final AddService ADD_HTTPS = new AddService(HTTPS, RR);
  private static final AddRealServer IN_HTTP = inService(HTTP);
  private static final AddRealServer IN_HTTPS = inService(HTTPS);
  private static final SetSysctl SILENCE = new SetSysctl(ARP_IGNORE, "1");
  private static final AddAddress ADD_VIP = new AddAddress(VIP_ON_ETH0);

  private final FakeKernel kernel = FakeKernel.typical();
  private final BatchedTable table = new BatchedTable(kernel.ipvs);
  private final List<OperationOutcome> log = new ArrayList<>();

  @Test
  void neighbouringIpvsOperationsTravelTogetherUpToTheFirstThatRestsOnOneOfThem() {
    List<OperationOutcome> outcomes =
        execute(SILENCE, ADD_HTTP, ADD_HTTPS, IN_HTTP, IN_HTTPS, ADD_VIP);

    assertThat(table.batches)
        .containsExactly(List.of(ADD_HTTP, ADD_HTTPS), List.of(IN_HTTP, IN_HTTPS));
    assertThat(outcomes)
        .containsExactly(
            new Done(SILENCE),
            new Done(ADD_HTTP),
            new Done(ADD_HTTPS),
            new Done(IN_HTTP),
            new Done(IN_HTTPS),
            new Done(ADD_VIP));
    assertThat(log).isEqualTo(outcomes);
    assertThat(kernel.faults.done())
        .containsExactly(SILENCE, ADD_HTTP, ADD_HTTPS, IN_HTTP, IN_HTTPS, ADD_VIP);
  }

  @Test
  void whatRestsOnARefusedOperationIsSkippedBecauseOfItAndNeverSent() {
    kernel.faults.refuse(ADD_HTTP::equals, "ENOMEM");

    List<OperationOutcome> outcomes = execute(ADD_HTTP, ADD_HTTPS, IN_HTTP, IN_HTTPS, ADD_VIP);

    assertThat(table.batches).containsExactly(List.of(ADD_HTTP, ADD_HTTPS), List.of(IN_HTTPS));
    assertThat(outcomes)
        .containsExactly(
            new Failed(ADD_HTTP, "ENOMEM", ADD_HTTP.describe() + ": ENOMEM: injected"),
            new Done(ADD_HTTPS),
            new Skipped(IN_HTTP, ADD_HTTP),
            new Done(IN_HTTPS),
            new Done(ADD_VIP));
    assertThat(log).isEqualTo(outcomes);
  }

  @Test
  void withoutAnAnswerTheWholeBatchFailsAndWhatDoesNotRestOnItIsTried() {
    table.silent = true;

    List<OperationOutcome> outcomes = execute(ADD_HTTP, ADD_HTTPS, IN_HTTP, ADD_VIP);

    assertThat(outcomes)
        .containsExactly(
            new Failed(ADD_HTTP, "ETIMEDOUT", "2 changes: ETIMEDOUT: no answer"),
            new Failed(ADD_HTTPS, "ETIMEDOUT", "2 changes: ETIMEDOUT: no answer"),
            new Skipped(IN_HTTP, ADD_HTTP),
            new Done(ADD_VIP));
  }

  @Test
  void aBatchHasALimit() {
    Operation[] many =
        IntStream.rangeClosed(1, Executor.LONGEST_BATCH + 1)
            .mapToObj(mark -> new AddService(new FirewallMarkKey(AddressFamily.IPV4, mark), RR))
            .toArray(Operation[]::new);

    assertThat(execute(many)).hasSize(many.length).allMatch(Done.class::isInstance);
    assertThat(table.batches).extracting(List::size).containsExactly(Executor.LONGEST_BATCH, 1);
  }

  private List<OperationOutcome> execute(Operation... operations) {
    Ledger nothing = Ledger.empty(new HostIdentity("boot", 1));
    return new Executor(with(table), log::add)
        .execute(new Plan(List.of(operations), List.of(), List.of(), nothing));
  }

  private static AddRealServer inService(VirtualServiceKey service) {
    return new AddRealServer(
        service, SERVER, RealServerConfig.of(ForwardingMethod.MASQUERADING, Weight.ONE));
  }

  /// Remembers what travelled together.
  private static final class BatchedTable implements IpvsTable {
    final List<List<IpvsOperation>> batches = new ArrayList<>();
    boolean silent;
    private final IpvsTable table;

    BatchedTable(IpvsTable table) {
      this.table = table;
    }

    @Override
    public SortedMap<VirtualServiceKey, VirtualService> dump() throws KernelException {
      return table.dump();
    }

    @Override
    public Optional<VirtualService> get(VirtualServiceKey key) throws KernelException {
      return table.get(key);
    }

    @Override
    public void execute(IpvsOperation operation) throws KernelException {
      table.execute(operation);
    }

    @Override
    public List<OperationOutcome> executeAll(List<IpvsOperation> operations)
        throws KernelException {
      if (silent) {
        throw new KernelException(operations.size() + " changes", "ETIMEDOUT", "no answer");
      }
      batches.add(operations);
      return table.executeAll(operations);
    }
  }

  private Kernel with(IpvsTable table) {
    return new Kernel(
        table,
        kernel.control,
        kernel.addresses,
        kernel.sysctls,
        kernel.devices,
        kernel.routes,
        kernel.packets);
  }
}
