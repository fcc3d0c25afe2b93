package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.PacketFilter;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.reconcile.Operation.SetPacketRules;
import org.junit.jupiter.api.Test;

class FakePacketFilterTest extends PacketFilterContract {

  private final Faults faults = new Faults();
  private final FakePacketFilter filter = new FakePacketFilter(faults);

  @Override
  protected PacketFilter filter() {
    return filter;
  }

  @Override
  protected void addByHand() {
    filter.put(new PacketRule.Unknown("ip postrouting: counter"));
  }

  @Override
  protected void removeByHand(PacketRule rule) {
    filter.drop(rule);
  }

  @Test
  void withoutTheProgramNothingCanBeSetAndNothingIsThere() throws KernelException {
    filter.uninstall();
    assertThat(filter.rules()).isEmpty();
    assertThat(Attempt.of(() -> filter.set(rules()))).isEqualTo(Attempt.DONE);
    assertThat(Attempt.of(() -> filter.set(rules(MARK)))).isEqualTo("ENOENT");
    assertThat(filter.rules()).isEmpty();
  }

  @Test
  void aRefusedSetChangesNothing() throws KernelException {
    filter.set(rules(MARK));
    faults.refuse(SetPacketRules.class::isInstance, "EOPNOTSUPP");
    assertThat(Attempt.of(() -> filter.set(rules(SILENCE)))).isEqualTo("EOPNOTSUPP");
    assertThat(filter.rules()).containsExactly(MARK);
    faults.clear();
    assertThat(faults.done()).containsExactly(new SetPacketRules(rules(MARK)));
  }
}
