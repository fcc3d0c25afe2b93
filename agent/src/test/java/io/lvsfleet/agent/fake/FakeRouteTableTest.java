package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeRouteTableTest extends RouteTableContract {

  private final Faults faults = new Faults();
  private final FakeAddressTable addresses =
      new FakeAddressTable(faults).addInterface("lo").addInterface("eth0").addInterface("eth1");
  private final FakeRouteTable table = new FakeRouteTable(faults, addresses);

  @BeforeEach
  void ownAddresses() {
    addresses.setDown("eth1");
    addresses.put(new LocalAddress("eth0", IpAddress.parse("10.0.0.21"), 24));
    addresses.put(new LocalAddress("eth0", IpAddress.parse("fd00:a::21"), 64));
  }

  @Override
  protected RouteTable table() {
    return table;
  }

  @Override
  protected AddressTable addresses() {
    return addresses;
  }

  @Override
  protected void foreign(RouteKey key, Route route) {
    table.put(
        Map.of(
            key,
            new Route(route.type(), route.gateway(), route.interfaceName(), route.source(), "00")));
  }

  @Test
  void routesLeaveWithAnInterfaceThatGoesDown() throws KernelException {
    table.put(DEFAULT4, via("10.0.0.1", "eth0"));
    table.put(DEFAULT6, via("fd00:a::1", "eth0"));
    addresses.setDown("eth0");
    assertThat(table.all()).isEmpty();
  }
}
