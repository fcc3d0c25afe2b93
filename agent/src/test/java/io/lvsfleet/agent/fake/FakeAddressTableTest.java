package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import org.junit.jupiter.api.Test;

class FakeAddressTableTest extends AddressTableContract {

  private final FakeAddressTable table =
      new FakeAddressTable().addInterface("lo").addInterface("eth0");

  @Override
  protected AddressTable table() {
    return table;
  }

  @Test
  void nothingIsAnnouncedOnAnInterfaceThatIsDown() throws KernelException {
    table.add(VIP4);
    table.setDown("eth0");
    assertThat(Attempt.of(() -> table.announce(VIP4))).isEqualTo("ENETDOWN");
    assertThat(table.announced()).isEmpty();
  }
}
