package io.lvsfleet.controlplane.compile;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.SysctlKey;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What surrounds the ip_vs table. The examples' golden files show whole nodes; here is what they
/// do not.
class DataPlaneCompilerTest {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.all.arp_ignore");

  private static NodeState compile(String yaml, NodeId node) {
    return Compiler.compile(Documents.with(Topology.EMPTY, WEB, yaml), node);
  }

  private static DirectorState director(String yaml) {
    return Objects.requireNonNull(compile(yaml, LB).director());
  }

  private static RealServerState web1(String yaml) {
    return Objects.requireNonNull(compile(yaml, WEB1).realServers().get(WEB));
  }

  private static RealServerSpec a(DirectorState director) {
    return director.services().values().iterator().next().realServers().values().stream()
        .filter(server -> server.name().equals("a"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.100/24, 10.0.0.11, ipip, ipip, 1440",
    "fd00::100/64, 10.0.0.11, ipip, sit, 1420",
    "10.0.0.100/24, fd00::11, ipip, ip6tnl, 1420",
    "fd00::100/64, fd00::11, ipip, ip6tnl, 1400",
    "10.0.0.100/24, 10.0.0.11, gre, gre, 1436",
    "fd00::100/64, fd00::11, gre, ip6gre, 1396",
    "10.0.0.100/24, 10.0.0.11, 'gue, port: 6080', ipip, 1428",
    "fd00::100/64, 10.0.0.11, 'gue, port: 6080, checksum: remote', sit, 1400"
  })
  void aTunnelEndsInTheDeviceOfItsFamiliesAndType(
      String vip, String own, String type, String kind, int segment) {
    String yaml =
        DR.replace("10.0.0.100/24", "\"" + vip + "\"")
                .replace(
                    "{node: web1}",
                    "{node: web1, forwarding: tunnel, tunnel: {type: " + type + "}}")
                .replace("      b: {address: 10.0.0.12}\n", "")
            + "nodes: {web1: {addresses: {a: \""
            + own
            + "\"}}}\n";

    RealServerState state = web1(yaml);

    assertThat(state.network().devices().values())
        .singleElement()
        .satisfies(device -> {
          assertThat(device.kind().word()).isEqualTo(kind);
          assertThat(device.local()).isEqualTo(IpAddress.parse(own));
        });
    assertThat(state.network().packetRules())
        .containsExactly(
            new PacketRule.SegmentLimit(
                IpAddress.parse(vip.substring(0, vip.indexOf('/'))), segment));
    assertThat(state.network().decapsulationPorts()).hasSize(type.startsWith("gue") ? 1 : 0);
    assertThat(state.network().devices().firstKey()).matches("lvs-[a-z0-9]+-[0-9a-f]{4}");
  }

  @Test
  void whatComesOutOfATunnelIsCheckedLooselyOnADeviceWithAnAddress() {
    RealServerState state = web1(DR.replace("{node: web1}", "{node: web1, forwarding: tunnel}"));
    String device = state.network().devices().firstKey();

    assertThat(state.heldAddresses())
        .extracting(Object::toString)
        .containsExactly("10.0.0.100/32 dev " + device);
    assertThat(state.sysctls())
        .containsEntry(new SysctlKey("net.ipv4.conf." + device + ".rp_filter"), "2")
        .doesNotContainKey(new SysctlKey("net.ipv4.conf.all.rp_filter"))
        .containsEntry(ARP_IGNORE, "1");
  }

  @Test
  void aSegmentLimitMayBeWrittenOrSwitchedOff() {
    String tunnel = DR.replace("{node: web1}", "{node: web1, forwarding: tunnel, tunnel: LIMIT}");

    assertThat(web1(tunnel.replace("LIMIT", "{segmentLimit: 0}")).network().packetRules())
        .isEmpty();
    assertThat(web1(tunnel.replace("LIMIT", "{segmentLimit: 8900}")).network().packetRules())
        .containsExactly(new PacketRule.SegmentLimit(IpAddress.parse("10.0.0.100"), 8900));
  }

  @Test
  void aServicesTunnelHoldsForRealServersThatWriteNone() {
    String yaml =
        DR.replace("forwarding: dr", "forwarding: tunnel\n    tunnel: {type: gue, port: 6080}");

    assertThat(a(director(yaml)).config().describe())
        .isEqualTo("-i -w 1 --tun-type gue --tun-port 6080");
    assertThat(web1(yaml).network().decapsulationPorts())
        .extracting(Object::toString)
        .containsExactly("port 6080 gue");
  }

  @Test
  void anUnmanagedParameterIsVerifiedOnARealServerAndLeftAloneOnADirector() {
    String yaml =
        DR
            + "sysctls: {unmanaged: net.ipv4.conf.all.arp_ignore}\n"
            + "nodes: {lb1: {sysctls: {unmanaged: [net.ipv4.vs.run_estimation]}}}\n";

    assertThat(web1(yaml).sysctls()).doesNotContainKey(ARP_IGNORE);
    assertThat(web1(yaml).verified()).containsOnlyKeys(ARP_IGNORE).containsEntry(ARP_IGNORE, "1");
    assertThat(director(yaml).sysctls())
        .doesNotContainKey(new SysctlKey("net.ipv4.vs.run_estimation"))
        .containsKey(new SysctlKey("net.ipv4.vs.expire_nodest_conn"));
  }

  @Test
  void aDirectorThatIsARealServerTakesRequestsItself() {
    String yaml = DR.replace("node: web1", "node: lb1");

    NodeState state = compile(yaml, LB);
    RealServerSpec self = a(Objects.requireNonNull(state.director()));

    assertThat(self.config().method()).isEqualTo(ForwardingMethod.LOCAL);
    assertThat(self.gate()).isNull();
    assertThat(self.reportedChecks()).isEmpty();
    assertThat(self.ownChecks()).hasSize(1);
    assertThat(state.realServers()).isEmpty();
    assertThat(a(director(yaml.replace("forwarding: dr", "forwarding: nat"))).config().method())
        .isEqualTo(ForwardingMethod.MASQUERADING);
  }

  @Test
  void aDirectorOnItselfOnlyNeedsNoRouter() {
    String alone =
        DR.replace("node: web1", "node: lb1")
            .replace("      b: {address: 10.0.0.12}\n", "")
            .replace("forwarding: dr", "forwarding: nat");

    assertThat(director(alone).sysctls())
        .doesNotContainKey(new SysctlKey("net.ipv4.ip_forward"))
        .doesNotContainKey(new SysctlKey("net.ipv4.conf.all.send_redirects"));
  }

  @Test
  void aDirectorMayBeARealServerOfAnotherCluster() {
    Topology topology =
        Documents.with(
            Documents.with(Topology.EMPTY, WEB, DR),
            new ClusterId("other"),
            DR.replace("lb1", "lb9").replace("10.0.0.100", "10.0.0.101").replace("web1", "lb1"));

    NodeState state = Compiler.compile(topology, LB);

    assertThat(Objects.requireNonNull(state.director()).cluster()).isEqualTo(WEB);
    assertThat(state.realServers()).containsOnlyKeys(new ClusterId("other"));
  }

  @Test
  void aGatewayIsVerifiedManagedOrLeftAlone() {
    String nat =
        DR.replace("forwarding: dr", "forwarding: nat")
            .replace("  www:", "  gw: {address: 10.0.0.1/24, use: gateway}\n  www:");

    assertThat(web1(nat).gateways()).extracting(Object::toString).containsExactly("10.0.0.1");
    assertThat(web1(nat).network().routes()).isEmpty();
    assertThat(Objects.requireNonNull(a(director(nat)).gate()).gateways()).hasSize(1);
    assertThat(web1(nat + "nodes: {web1: {gateway: manage, interface: eth3}}").network().routes())
        .extractingFromEntries(entry -> entry.getKey() + " " + entry.getValue().describe())
        .containsExactly("default via 10.0.0.1 dev eth3");
    assertThat(web1(nat + "gateway: ignore").gateways()).isEmpty();
    assertThat(Objects.requireNonNull(a(director(nat + "gateway: ignore")).gate()).gateways())
        .isEmpty();
  }

  @Test
  void aRangeIsTakenWithoutHavingItsAddressesOneByOne() {
    String ranged =
        DR.replace("{virtualIp: www, port: 80}", "{match: [{addresses: 10.1.0.7-10.1.0.9}]}")
            .replace("    forwarding: dr", "    checks: {}\n    forwarding: dr");

    assertThat(director(ranged).network().routes().keySet())
        .extracting(Object::toString)
        .containsExactly("10.1.0.7/32 table local", "10.1.0.8/31 table local");
    RealServerState state = web1(ranged);
    assertThat(state.heldAddresses())
        .extracting(Object::toString)
        .containsExactly("10.1.0.7/32 dev lo");
    assertThat(state.network().routes().keySet())
        .extracting(Object::toString)
        .containsExactly("10.1.0.8/31 table local");
  }

  @Test
  void aNodesPolicyIsItsOwnBeforeItsClusters() {
    String yaml = DR + "driftPolicy: report\ndriftPoll: 60s\nnodes: {web1: {driftPoll: 5s}}\n";

    assertThat(compile(yaml, LB).policy())
        .isEqualTo(
            new NodePolicy(
                NodePolicy.Drift.REPORT, Duration.ofSeconds(60), Duration.ofSeconds(10)));
    assertThat(compile(yaml, WEB1).policy().driftPoll()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void ofTwoClustersTheMoreCarefulOneIsHeard() {
    Topology topology =
        Documents.with(
            Documents.with(Topology.EMPTY, WEB, DR + "driftPoll: 5s\nstatisticsInterval: 0s\n"),
            new ClusterId("other"),
            DR.replace("lb1", "lb9").replace("10.0.0.100", "10.0.0.101") + "driftPolicy: report\n");

    assertThat(Compiler.compile(topology, WEB1).policy())
        .isEqualTo(
            new NodePolicy(NodePolicy.Drift.REPORT, Duration.ofSeconds(5), Duration.ofSeconds(10)));
  }

  @Test
  void whatIsWrittenOfIpvsIsItsSettings() {
    DirectorState director =
        director(
            DR.replace(
                "interface: eth0}]",
                "interface: eth0}]\n  timeouts: {udp: 30s}\n  connectionSync: {interface: eth1, syncId:"
                    + " 9}\n  announcing: {repeat: 5}"));

    assertThat(Objects.requireNonNull(director.settings().timeouts()).describe())
        .isEqualTo("--set 900 120 30");
    assertThat(director.settings().syncDaemons().values())
        .singleElement()
        .satisfies(daemon ->
            assertThat(daemon.describe())
                .isEqualTo(
                    "master --mcast-interface eth1 --syncid 9 --sync-maxlen 1472 --mcast-group"
                        + " 224.0.0.81 --mcast-port 8848 --mcast-ttl 1"));
    assertThat(director.announcing().repeat()).isEqualTo(5);
    assertThat(director(DR).settings().timeouts()).isNull();
  }
}
