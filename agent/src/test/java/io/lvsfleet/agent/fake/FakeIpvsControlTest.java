package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsTable;

class FakeIpvsControlTest extends IpvsControlContract {

  private final FakeIpvsTable table = new FakeIpvsTable();
  private final FakeIpvsControl control = new FakeIpvsControl(new Faults(), table, "sync0"::equals);

  @Override
  protected IpvsControl control() {
    return control;
  }

  @Override
  protected IpvsTable table() {
    return table;
  }
}
