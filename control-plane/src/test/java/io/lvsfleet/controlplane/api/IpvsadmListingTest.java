package io.lvsfleet.controlplane.api;

import static io.lvsfleet.model.ForwardingMethod.DIRECT_ROUTING;
import static io.lvsfleet.model.ForwardingMethod.MASQUERADING;
import static io.lvsfleet.model.ForwardingMethod.TUNNELING;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Persistence;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.SchedulerFlag;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The expected texts are what ipvsadm 1.31 printed of the same table.
class IpvsadmListingTest {

  private static final Capabilities KERNEL =
      new Capabilities(
          "1.2.1",
          256,
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          true,
          "",
          Sorted.set());

  private final SortedMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
  private Counters counters = Counters.ZERO;

  private void add(
      VirtualServiceKey key,
      Scheduler scheduler,
      List<SchedulerFlag> flags,
      @Nullable Persistence persistence,
      Map<String, RealServerConfig> servers) {
    SortedMap<RealServerKey, ServerStatistics> all = new TreeMap<>();
    servers.forEach((address, config) ->
        all.put(server(address), new ServerStatistics(config, 0, 0, 0, counters, Rates.ZERO)));
    VirtualServiceConfig config =
        VirtualServiceConfig.of(scheduler).withFlags(flags).withPersistence(persistence);
    services.put(key, new ServiceStatistics(config, counters, Rates.ZERO, all));
  }

  private static RealServerKey server(String addressAndPort) {
    int colon = addressAndPort.lastIndexOf(':');
    return new RealServerKey(
        IpAddress.parse(addressAndPort.substring(0, colon).replaceAll("[\\[\\]]", "")),
        Integer.parseInt(addressAndPort.substring(colon + 1)));
  }

  private static AddressKey tcp(String address, int port) {
    return new AddressKey(Protocol.TCP, IpAddress.parse(address), port);
  }

  private static RealServerConfig weight(io.lvsfleet.model.ForwardingMethod method, int weight) {
    return RealServerConfig.of(method, new Weight(weight));
  }

  private static Persistence persistent(int seconds, int prefixLength, @Nullable String engine) {
    return new Persistence(Duration.ofSeconds(seconds), prefixLength, engine);
  }

  private String listed(IpvsadmListing.Table table) {
    return IpvsadmListing.of(new Statistics(Instant.EPOCH, true, services), KERNEL, table);
  }

  @Test
  void theTableIsAsIpvsadmPrintsIt() {
    add(
        tcp("10.0.0.100", 80),
        Scheduler.RR,
        List.of(),
        null,
        Map.of(
            "10.0.0.21:80", weight(DIRECT_ROUTING, 1),
            "10.0.0.22:80", weight(DIRECT_ROUTING, 65535)));
    add(
        tcp("10.0.0.100", 443),
        Scheduler.SH,
        List.of(SchedulerFlag.PORT, SchedulerFlag.FALLBACK),
        persistent(300, 32, null),
        Map.of("10.0.0.22:8443", weight(MASQUERADING, 0)));
    add(
        tcp("10.0.0.101", 443),
        Scheduler.MH,
        List.of(SchedulerFlag.PORT),
        persistent(300, 24, null),
        Map.of("10.0.0.22:443", weight(TUNNELING, 0)));
    add(
        new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 5060),
        Scheduler.WLC,
        List.of(),
        persistent(60, 32, "sip"),
        Map.of());
    add(
        tcp("fd00:a::100", 80),
        Scheduler.WLC,
        List.of(),
        null,
        Map.of(
            "10.0.0.21:80", weight(TUNNELING, 1),
            "[fd00:a::21]:80", weight(DIRECT_ROUTING, 1)));
    add(
        tcp("fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:1234", 8080),
        Scheduler.WLC,
        List.of(),
        null,
        Map.of("[fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:5678]:8080", weight(MASQUERADING, 1)));
    add(
        new FirewallMarkKey(AddressFamily.IPV4, 7),
        Scheduler.WRR,
        List.of(),
        null,
        Map.of("10.0.0.22:0", weight(DIRECT_ROUTING, 1)));
    add(
        new FirewallMarkKey(AddressFamily.IPV6, 8),
        Scheduler.WRR,
        List.of(),
        persistent(50, 64, null),
        Map.of("[fd00:a::22]:0", weight(DIRECT_ROUTING, 1)));

    assertThat(listed(IpvsadmListing.Table.CONNECTIONS).replace(' ', '.'))
        .isEqualTo(
            """
            IP.Virtual.Server.version.1.2.1.(size=256)
            Prot.LocalAddress:Port.Scheduler.Flags
            ..->.RemoteAddress:Port...........Forward.Weight.ActiveConn.InActConn
            TCP..10.0.0.100:80.rr
            ..->.10.0.0.21:80.................Route...1......0..........0.........
            ..->.10.0.0.22:80.................Route...65535..0..........0.........
            TCP..10.0.0.100:443.sh.(sh-fallback,sh-port).persistent.300
            ..->.10.0.0.22:8443...............Masq....0......0..........0.........
            TCP..10.0.0.101:443.mh.(mh-port).persistent.300.mask.255.255.255.0
            ..->.10.0.0.22:443................Tunnel..0......0..........0.........
            UDP..10.0.0.100:5060.wlc.persistent.60.pe.sip
            TCP..[fd00:a::100]:80.wlc
            ..->.[fd00:a::21]:80..............Route...1......0..........0.........
            ..->.10.0.0.21:80.................Tunnel..1......0..........0.........
            TCP..[fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:1234]:8080.wlc
            ..->.[fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:5678]:8080.Masq....1......0..........0.........
            FWM..7.wrr
            ..->.10.0.0.22:0..................Route...1......0..........0.........
            FWM..8.IPv6.wrr.persistent.50.mask.64
            ..->.[fd00:a::22]:0...............Route...1......0..........0.........
            """);
  }

  @Test
  void countersAreShortenedAsIpvsadmDoes() {
    counters = new Counters(7, 99_999_999, 100_000_000, 1_234_567_890_123L, 5_000_000_000L);
    add(
        tcp("10.0.0.100", 80),
        Scheduler.RR,
        List.of(),
        null,
        Map.of("10.0.0.21:80", weight(DIRECT_ROUTING, 1)));

    assertThat(listed(IpvsadmListing.Table.STATS).replace(' ', '.'))
        .isEqualTo(
            """
            IP.Virtual.Server.version.1.2.1.(size=256)
            Prot.LocalAddress:Port...............Conns...InPkts..OutPkts..InBytes.OutBytes
            ..->.RemoteAddress:Port
            TCP..10.0.0.100:80.......................7.99999999..100000K....1234G....5000M
            ..->.10.0.0.21:80........................7.99999999..100000K....1234G....5000M
            """);
  }

  @Test
  void ratesHaveTheirOwnHeader() {
    assertThat(listed(IpvsadmListing.Table.RATE))
        .isEqualTo(
            """
            IP Virtual Server version 1.2.1 (size=256)
            Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
              -> RemoteAddress:Port
            """);
  }
}
