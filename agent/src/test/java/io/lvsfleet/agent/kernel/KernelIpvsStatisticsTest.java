package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.IpvsStatisticsContract;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.VirtualServiceKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// The contract on the real kernel with real packets. `ipvsadm` is the witness of each test's end.
@Tag("kernel")
class KernelIpvsStatisticsTest extends IpvsStatisticsContract {

  private final KernelIpvs ipvs;

  KernelIpvsStatisticsTest() throws KernelException {
    ipvs = new KernelIpvs(oddity -> {});
  }

  @Override
  protected IpvsStatistics statistics() {
    return ipvs;
  }

  @Override
  protected IpvsTable table() {
    return ipvs;
  }

  /// Real servers behind a device that swallows everything.
  @BeforeEach
  void network() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ip link add count0 type dummy");
    Shell.sh("ip address add 10.0.0.1/24 dev count0");
    Shell.sh("ip link set count0 up");
  }

  @AfterEach
  void ipvsadmCountsTheSame() throws KernelException {
    assertThat(
            Shell.lines("ipvsadm -Ln --stats --exact").stream()
                .filter(line -> line.matches("(TCP|UDP|->) .*\\d$"))
                .map(line -> line.replaceAll(" +", " ")))
        .containsExactlyInAnyOrderElementsOf(lines(ipvs.statistics()));
    ipvs.close();
    Shell.sh("ipvsadm -C");
    Shell.sh("ip link del count0");
  }

  private static List<String> lines(SortedMap<VirtualServiceKey, ServiceStatistics> all) {
    List<String> lines = new ArrayList<>();
    all.forEach((key, service) -> {
      if (key instanceof VirtualServiceKey.AddressKey address) {
        lines.add(
            address.protocol()
                + " "
                + address.address().withPort(address.port())
                + numbers(service.counters()));
      }
      service
          .realServers()
          .forEach(
              (server, statistics) -> lines.add("-> " + server + numbers(statistics.counters())));
    });
    return lines;
  }

  private static String numbers(Counters counters) {
    return " "
        + counters.connections()
        + " "
        + counters.incomingPackets()
        + " "
        + counters.outgoingPackets()
        + " "
        + counters.incomingBytes()
        + " "
        + counters.outgoingBytes();
  }

  /// And waits for the kernel's estimator, which adds up every two seconds.
  @Override
  protected void sendDatagram() throws IOException, KernelException {
    ServiceStatistics before = Objects.requireNonNull(ipvs.statistics().get(DNS));
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("10.0.0.1"))) {
      client.send(new DatagramPacket(new byte[4], 4, new InetSocketAddress("10.0.0.100", 53)));
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          ServiceStatistics now = Objects.requireNonNull(ipvs.statistics().get(DNS));
          assertThat(now.counters()).isNotEqualTo(before.counters());
          assertThat(counters(now)).isNotEqualTo(counters(before));
        });
  }

  private static Counters counters(ServiceStatistics service) {
    return Objects.requireNonNull(service.realServers().get(REAL)).counters();
  }
}
