package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.LocalAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeAddressTableTest extends AddressTableContract {

  private final FakeAddressTable table =
      new FakeAddressTable().addInterface("lo").addInterface("eth0");

  @BeforeEach
  void kernelDefault() {
    table.losesSecondaries();
  }

  @Override
  protected AddressTable table() {
    return table;
  }

  @Test
  void promotedSecondariesStayWhenTheirPrimaryGoes() throws KernelException {
    FakeAddressTable promoting = new FakeAddressTable().addInterface("eth0");
    LocalAddress secondary = address("eth0", "10.0.0.101", 24);
    promoting.add(VIP4);
    promoting.add(secondary);
    promoting.remove(VIP4);
    assertThat(promoting.dump()).containsExactly(secondary);
  }

  @Test
  void nothingIsAnnouncedOnAnInterfaceThatIsDown() throws KernelException {
    table.add(VIP4);
    table.setDown("eth0");
    assertThat(Attempt.of(() -> table.announce(VIP4))).isEqualTo("ENETDOWN");
    assertThat(table.announced()).isEmpty();
  }
}
