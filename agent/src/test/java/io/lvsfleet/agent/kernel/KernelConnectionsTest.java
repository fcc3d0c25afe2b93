package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.ConnectionSummary;
import io.lvsfleet.model.ConnectionSummary.Group;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real connections, of UDP because one datagram is one. The witness is `ipvsadm -Lcn`.
@Tag("kernel")
class KernelConnectionsTest {

  @BeforeEach
  void network() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ip link add conn0 type dummy");
    Shell.sh("ip address add 10.0.0.1/24 dev conn0");
    Shell.sh("ip address add fd00:a::1/64 dev conn0 nodad");
    Shell.sh("ip link set conn0 up");
    // Of more than one address family in one table: then the kernel writes the long form.
    Shell.sh("ipvsadm -A -u 10.0.0.109:53 -s rr");
    Shell.sh("ipvsadm -a -u 10.0.0.109:53 -r 10.0.0.21:53 -g");
    Shell.sh("ipvsadm -a -u 10.0.0.109:53 -r 10.0.0.22:53 -g");
    Shell.sh("ipvsadm -A -u [fd00:a::109]:53 -s rr -p 60");
    Shell.sh("ipvsadm -a -u [fd00:a::109]:53 -r [fd00:a::21]:53 -g");
  }

  @AfterEach
  void nothingIsLeft() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ip link del conn0");
  }

  private static void send(String from, String to) throws IOException {
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getByName(from))) {
      client.send(new DatagramPacket(new byte[4], 4, new InetSocketAddress(to, 53)));
    }
  }

  @Test
  void connectionsAndTemplatesAreCountedAsIpvsadmListsThem() throws Exception {
    for (int i = 0; i < 4; i++) {
      send("10.0.0.1", "10.0.0.109");
    }
    send("fd00:a::1", "fd00:a::109");

    ConnectionSummary summary = new KernelConnections().summary();

    assertThat(summary.complete()).isTrue();
    assertThat(ours(summary))
        .containsExactlyInAnyOrder(
            "2 -u 10.0.0.109:53 10.0.0.21:53 UDP",
            "2 -u 10.0.0.109:53 10.0.0.22:53 UDP",
            "1 -u [fd00:a::109]:53 [fd00:a::21]:53 UDP",
            // The template; ip_vs_sched_persist leaves out the port of the client alone.
            "1 -u [fd00:a::109]:53 [fd00:a::21]:53 NONE");
    assertThat(Shell.lines("ipvsadm -Lcn").stream().filter(line -> line.contains(".109:53 ")))
        .hasSize(4);
    assertThat(
            Shell.lines("ipvsadm -Lcn").stream().filter(line -> line.contains("[fd00:a::109]:53 ")))
        .hasSize(2);
  }

  /// The table outlives the services of other tests.
  private static List<String> ours(ConnectionSummary summary) {
    return summary.groups().entrySet().stream()
        .filter(entry -> entry.getKey().service().describe().contains("109"))
        .map(entry -> entry.getValue() + " " + words(entry.getKey()))
        .toList();
  }

  private static String words(Group group) {
    return group.service() + " " + group.realServer() + " " + group.state();
  }
}
