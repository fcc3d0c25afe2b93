package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.RemoveService;
import org.junit.jupiter.api.Test;

class FakeIpvsTableTest extends IpvsTableContract {

  private final Faults faults = new Faults();
  private final FakeIpvsTable table = new FakeIpvsTable(faults);

  @Override
  protected IpvsTable table() {
    return table;
  }

  @Test
  void missingSchedulerModuleIsAsTheKernelSaysIt() {
    table.withoutScheduler(Scheduler.RR);
    assertThat(Attempt.of(() -> table.execute(new AddService(WEB, RR)))).isEqualTo("ENOENT");
  }

  @Test
  void crashComesAfterSoManyOperationsAndChangesNothing() throws KernelException {
    faults.crashAfter(1);
    table.execute(new AddService(WEB, RR));
    assertThatThrownBy(() -> table.execute(new RemoveService(WEB)))
        .isInstanceOf(SimulatedCrash.class);
    assertThat(table.get(WEB)).isPresent();
    faults.clear();
    table.execute(new RemoveService(WEB));
    assertThat(faults.done()).containsExactly(new AddService(WEB, RR), new RemoveService(WEB));
  }

  @Test
  void refusalsLastUntilTheyAreCleared() throws KernelException {
    faults.refuse(operation -> operation instanceof AddService, "ENOMEM");
    assertThat(Attempt.of(() -> table.execute(new AddService(WEB, RR)))).isEqualTo("ENOMEM");
    assertThat(table.dump()).isEmpty();
    faults.clear();
    table.execute(new AddService(WEB, RR));
    assertThat(table.dump()).hasSize(1);
  }
}
