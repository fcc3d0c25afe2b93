package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.SysctlTable;
import java.util.Map;

class FakeSysctlTableTest extends SysctlTableContract {

  private final FakeSysctlTable table =
      new FakeSysctlTable().define(Map.of(ARP_IGNORE, "0", MEDIUM, "0"));

  @Override
  protected SysctlTable table() {
    return table;
  }
}
