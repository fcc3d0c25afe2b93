package io.lvsfleet.agent.fake;

import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceKey;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a [FakeIpvsTable] counted: nothing but what [#count] says. An entry that is removed takes
/// its numbers along, and an edited one keeps them. Nothing flows, so all rates are zero.
public final class FakeIpvsStatistics implements IpvsStatistics {

  private record Counted(VirtualServiceKey service, @Nullable RealServerKey realServer) {}

  private final FakeIpvsTable table;
  private final Map<Counted, Counters> counted = new HashMap<>();

  /// @param table of the same namespace
  public FakeIpvsStatistics(FakeIpvsTable table) {
    this.table = table;
    table.whenRemoved((service, realServer) ->
        counted
            .keySet()
            .removeIf(one ->
                one.service().equals(service)
                    && (realServer == null || realServer.equals(one.realServer()))));
  }

  /// Traffic came for this real server.
  public void count(VirtualServiceKey service, RealServerKey realServer, Counters more) {
    if (table.get(service).filter(one -> one.realServers().containsKey(realServer)).isEmpty()) {
      throw new IllegalStateException(service + " has no " + realServer);
    }
    counted.merge(new Counted(service, null), more, FakeIpvsStatistics::sum);
    counted.merge(new Counted(service, realServer), more, FakeIpvsStatistics::sum);
  }

  @Override
  public SortedMap<VirtualServiceKey, ServiceStatistics> statistics() {
    SortedMap<VirtualServiceKey, ServiceStatistics> all = new TreeMap<>();
    table
        .contents()
        .forEach((key, service) -> {
          SortedMap<RealServerKey, ServerStatistics> realServers = new TreeMap<>();
          service
              .realServers()
              .forEach((server, config) ->
                  realServers.put(
                      server,
                      new ServerStatistics(config, 0, 0, 0, counters(key, server), Rates.ZERO)));
          all.put(
              key,
              new ServiceStatistics(
                  service.config(), counters(key, null), Rates.ZERO, realServers));
        });
    return Sorted.map(all);
  }

  private Counters counters(VirtualServiceKey service, @Nullable RealServerKey realServer) {
    return counted.getOrDefault(new Counted(service, realServer), Counters.ZERO);
  }

  @Override
  public void zero() {
    counted.clear();
  }

  @Override
  public void zero(VirtualServiceKey key) throws KernelException {
    if (table.get(key).isEmpty()) {
      throw new KernelException("ipvsadm -Z " + key.describe(), "ESRCH", "");
    }
    counted.keySet().removeIf(one -> one.service().equals(key));
  }

  private static Counters sum(Counters a, Counters b) {
    return new Counters(
        a.connections() + b.connections(),
        a.incomingPackets() + b.incomingPackets(),
        a.outgoingPackets() + b.outgoingPackets(),
        a.incomingBytes() + b.incomingBytes(),
        a.outgoingBytes() + b.outgoingBytes());
  }
}
