package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.DeviceTable;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import org.junit.jupiter.api.Test;

class FakeDeviceTableTest extends DeviceTableContract {

  private final Faults faults = new Faults();
  private final FakeAddressTable addresses =
      new FakeAddressTable(faults).addInterface("lo").addInterface("eth0");
  private final FakeRouteTable routes = new FakeRouteTable(faults, addresses);
  private final FakeDeviceTable table = new FakeDeviceTable(faults, addresses);

  @Override
  protected DeviceTable table() {
    return table;
  }

  @Override
  protected AddressTable addresses() {
    return addresses;
  }

  @Override
  protected RouteTable routes() {
    return routes;
  }

  @Override
  protected boolean available(Device.Kind kind) {
    return true;
  }

  @Test
  void aKernelWithoutTheModuleSaysSo() {
    table.without(Device.Kind.IPIP).withoutGue();
    assertThat(Attempt.of(() -> table.add("t1", IPIP))).isEqualTo("EOPNOTSUPP");
    assertThat(Attempt.of(() -> table.add(new DecapsulationPort(AddressFamily.IPV4, 6080))))
        .isEqualTo("EOPNOTSUPP");
    assertThat(table.all()).isEmpty();
    assertThat(table.decapsulationPorts()).isEmpty();
  }
}
