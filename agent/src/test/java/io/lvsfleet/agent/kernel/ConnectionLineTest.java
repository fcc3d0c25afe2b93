package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ConnectionSummary;
import io.lvsfleet.model.ConnectionSummary.Group;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.VirtualServiceKey.FirewallMarkKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionLineTest {

  private static final String HEADING =
      "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData";
  private static final String WEB =
      "TCP 0A000001 8A2C 0A000064 0050 0A000015 0050 ESTABLISHED     899";
  private static final String CLOSING =
      "TCP 0A000001 8A2D 0A000064 0050 0A000015 0050 FIN_WAIT        119";
  private static final Group WEB_GROUP =
      new Group(tcp("10.0.0.100", 80), real("10.0.0.21", 80), "ESTABLISHED");

  @TempDir private Path directory;

  private static VirtualServiceKey tcp(String address, int port) {
    return new AddressKey(Protocol.TCP, IpAddress.parse(address), port);
  }

  private static RealServerKey real(String address, int port) {
    return new RealServerKey(IpAddress.parse(address), port);
  }

  @Test
  void everyKindOfLineIsRead() {
    assertThat(ConnectionLine.parse(WEB)).contains(WEB_GROUP);
    assertThat(
            ConnectionLine.parse(
                "TCP fd00:000a:0000:0000:0000:0000:0000:0001 8A2C"
                    + " fd00:000a:0000:0000:0000:0000:0000:0100 0050"
                    + " fd00:000a:0000:0000:0000:0000:0000:0021 1F90 SYN_RECV         59"))
        .contains(new Group(tcp("fd00:a::100", 80), real("fd00:a::21", 8080), "SYN_RECV"));
    assertThat(
            ConnectionLine.parse(
                "UDP 0A000001 13C4 0A000064 13C4 0A000015 13C4 UDP             299 sip  a b\u00ff c"))
        .contains(
            new Group(
                new AddressKey(Protocol.UDP, IpAddress.parse("10.0.0.100"), 5060),
                real("10.0.0.21", 5060),
                "UDP"));
    assertThat(
            ConnectionLine.parse(
                "IP  0A000001 0000 00000007 0000 0A000015 0000 NONE            120"))
        .contains(
            new Group(new FirewallMarkKey(AddressFamily.IPV4, 7), real("10.0.0.21", 0), "NONE"));
    assertThat(
            ConnectionLine.parse(
                "TCP 0A000001 8A2C 0A000064 0050"
                    + " fd00:000a:0000:0000:0000:0000:0000:0021 0050 ESTABLISHED     899"))
        .as("a tunnel to the other family")
        .contains(new Group(tcp("10.0.0.100", 80), real("fd00:a::21", 80), "ESTABLISHED"));
  }

  @Test
  void whatIsNoLineIsNoConnection() {
    for (String line :
        List.of(
            "",
            HEADING,
            "TCP 0A000001",
            "AH  0A000001 0000 0A000064 0000 0A000015 0000 NONE            120",
            "IP  0A000001 0000 00000000 0000 0A000015 0000 NONE            120",
            "TCP 0A000001 8A2C 0A00006G 0050 0A000015 0050 ESTABLISHED     899",
            "TCP 0A000001 8A2C 0A000064 10050 0A000015 0050 ESTABLISHED     899",
            "TCP 0A000001 8A2C :: : 0A000015 0050 ESTABLISHED     899")) {
      assertThat(ConnectionLine.parse(line)).as(line).isEmpty();
    }
  }

  private ConnectionSummary summary(long maxLines, int maxGroups, String... lines)
      throws IOException, KernelException {
    Path file = directory.resolve("ip_vs_conn");
    Files.writeString(file, HEADING + "\n" + String.join("\n", lines) + "\n");
    return new KernelConnections(file, maxLines, maxGroups).summary();
  }

  @Test
  void connectionsAreCountedByWhereTheyLeadAndTheirState() throws Exception {
    ConnectionSummary summary = summary(100, 100, WEB, CLOSING, WEB, "rubbish");
    assertThat(summary.groups())
        .isEqualTo(
            Map.of(
                WEB_GROUP,
                2L,
                new Group(WEB_GROUP.service(), WEB_GROUP.realServer(), "FIN_WAIT"),
                1L));
    assertThat(summary.others()).isEqualTo(1);
    assertThat(summary.complete()).isTrue();
  }

  @Test
  void timeAndMemoryAreBounded() throws Exception {
    assertThat(summary(2, 100, WEB, WEB, WEB))
        .isEqualTo(new ConnectionSummary(summary(2, 100, WEB, WEB).groups(), 0, false));
    assertThat(summary(2, 100, WEB, WEB).complete()).isTrue();
    ConnectionSummary few = summary(100, 1, WEB, CLOSING, WEB);
    assertThat(few.groups()).containsOnlyKeys(WEB_GROUP);
    assertThat(few.others()).isEqualTo(1);
  }

  @Test
  void aKernelWithoutIpvsHasNoConnectionTable() {
    Path nowhere = directory.resolve("nowhere");
    assertThat(Attempt.of(() -> new KernelConnections(nowhere, 1, 1).summary()))
        .isEqualTo("ENOENT");
  }
}
