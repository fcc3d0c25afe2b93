package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.model.Counters;

class FakeIpvsStatisticsTest extends IpvsStatisticsContract {

  private final FakeIpvsTable table = new FakeIpvsTable();
  private final FakeIpvsStatistics statistics = new FakeIpvsStatistics(table);

  @Override
  protected IpvsStatistics statistics() {
    return statistics;
  }

  @Override
  protected IpvsTable table() {
    return table;
  }

  @Override
  protected void sendDatagram() {
    statistics.count(DNS, REAL, new Counters(1, 1, 0, DATAGRAM, 0));
  }
}
