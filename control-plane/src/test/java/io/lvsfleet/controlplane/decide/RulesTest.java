package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static io.lvsfleet.controlplane.decide.Documents.known;
import static io.lvsfleet.controlplane.decide.Examined.findings;
import static io.lvsfleet.controlplane.decide.Examined.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.document.ParsedDocument;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

  private static final String HTTP = "#/virtualServices/http";

  private static String http(String line) {
    return DR.replace("    forwarding: dr", "    " + line + "\n    forwarding: dr");
  }

  private static String serverA(String fields) {
    return DR.replace("{node: web1}", "{node: web1, " + fields + "}");
  }

  private static String serverB(String fields) {
    return DR.replace("{address: 10.0.0.12}", "{" + fields + "}");
  }

  @Test
  void aSoundDocumentBreaksNone() {
    Findings findings = findings(Topology.EMPTY, KNOWN, DR);

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings()).isEmpty();
    assertThat(findings.addresses()).hasSize(2);
  }

  @Test
  void drKeepsPort() {
    assertThat(violations(serverA("port: 8080")))
        .containsExactly(HTTP + "/realServers/a/port dr-keeps-port");
    assertThat(violations(serverA("port: 80"))).isEmpty();
    assertThat(violations(serverA("port: 8080, forwarding: nat"))).isEmpty();
    assertThat(violations(serverB("address: 10.0.0.12, port: 81, forwarding: tunnel")))
        .containsExactly(HTTP + "/realServers/b/port dr-keeps-port");
    assertThat(
            violations(
                http("checks: {}")
                    .replace("{virtualIp: www, port: 80}", "{firewallMark: 7}")
                    .replace("{node: web1}", "{node: web1, port: 80}")))
        .containsExactly(HTTP + "/realServers/a/port dr-keeps-port");
  }

  @Test
  void vipUnique() {
    assertThat(violations(DR.replace("  www:", "  api: {address: 10.0.0.100/32}\n  www:")))
        .containsExactly("#/virtualIps/www/address vip-unique");
  }

  @Test
  void vipUsedByAnotherCluster() {
    Topology other =
        Documents.with(
            Topology.EMPTY,
            new ClusterId("other"),
            "directors: {members: [{node: lb9, interface: eth0}]}\n"
                + "virtualIps: {x: {address: 10.0.0.100}}");

    assertThat(violations(other, KNOWN, DR))
        .containsExactly("#/virtualIps/www/address vip-used-by-another-cluster");
  }

  @Test
  void vipIsNotAHost() {
    assertThat(violations(serverB("address: 10.0.0.100")))
        .containsExactly("#/virtualIps/www/address vip-is-not-a-host");
    assertThat(violations(DR + "nodes: {x: {addresses: {a: 10.0.0.100}}}"))
        .containsExactly("#/virtualIps/www/address vip-is-not-a-host");
  }

  @Test
  void serviceUnique() {
    String twin =
        "  again:\n    listen: {virtualIp: www, protocol: tcp, port: 80}\n    forwarding: dr\n    checks: {}\n";
    assertThat(violations(DR.replace("  http:\n", twin + "  http:\n")))
        .containsExactly(HTTP + "/listen service-unique");
    assertThat(violations(DR.replace("  http:\n", twin.replace("tcp", "sctp") + "  http:\n")))
        .isEmpty();

    String marks =
        """
          m1:
            listen: {firewallMark: 7}
            forwarding: dr
            checks: {}
          m2:
            listen: {firewallMark: 7, family: FAMILY}
            forwarding: dr
        """;
    assertThat(violations(DR + marks.replace("FAMILY", "ipv4")))
        .containsExactly("#/virtualServices/m2/listen service-unique");
    assertThat(violations(DR + marks.replace("FAMILY", "ipv6"))).isEmpty();
  }

  @Test
  void realServerUnique() {
    assertThat(violations(serverB("address: 10.0.0.11")))
        .containsExactly(HTTP + "/realServers/b real-server-unique");
    assertThat(violations(serverB("address: 10.0.0.11, port: 81, forwarding: nat"))).isEmpty();
  }

  @Test
  void unknownReference() {
    assertThat(violations(DR.replace("virtualIp: www", "virtualIp: wwx")))
        .contains(HTTP + "/listen/virtualIp unknown-reference");
  }

  @Test
  void aReferenceToSomethingUnreadableIsNoSecondMistake() {
    ParsedDocument parsed = Documents.parse(DR.replace("10.0.0.100/24", "10.0.0.1000/24"));

    Findings findings =
        Rules.examine(Topology.EMPTY, WEB, parsed.document(), parsed.damage(), KnownNodes.NONE);

    assertThat(parsed.violations()).hasSize(1);
    assertThat(findings.violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.18", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "ff02::1", "fe80::1", "::ffff:10.0.0.1"
      })
  void hostsAndVirtualIpsHaveUnicastAddresses(String address) {
    assertThat(violations(DR.replace("10.0.0.100/24", "\"" + address + "\"")))
        .contains("#/virtualIps/www/address usable-address");
    assertThat(violations(serverB("address: \"" + address + "\"")))
        .contains(HTTP + "/realServers/b/address usable-address");
    assertThat(violations(DR + "nodes: {x: {addresses: {a: \"" + address + "\"}}}"))
        .containsExactly("#/nodes/x/addresses/a usable-address");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24,true", "10.0.0.255/24,true", "10.0.0.255/16,false", "10.0.0.0/31,false",
    "10.0.0.0/32,false", "10.0.0.64/26,true", "10.0.0.127/26,true", "fd00::/64,true",
    "fd00::/127,false", "fd00::ffff:ffff:ffff:ffff/64,false"
  })
  void aVirtualIpIsNeitherItsNetworkNorItsBroadcast(String address, boolean refused) {
    assertThat(
            violations(DR.replace("10.0.0.100/24", "\"" + address + "\""))
                .contains("#/virtualIps/www/address usable-address"))
        .isEqualTo(refused);
  }

  @Test
  void interfaceName() {
    assertThat(violations(DR.replace(", interface: eth0", "")))
        .containsExactly("#/virtualIps/www/interface interface-name");
    assertThat(
            violations(
                DR.replace(", interface: eth0", "")
                    .replace("10.0.0.100/24", "10.0.0.100/24, interface: eth1")))
        .isEmpty();
  }

  @Test
  void familyMismatch() {
    assertThat(violations(serverB("address: \"fd00::12\"")))
        .containsExactly(HTTP + "/realServers/b/address family-mismatch");
    assertThat(violations(serverB("address: \"fd00::12\", forwarding: tunnel"))).isEmpty();
    assertThat(violations(Topology.EMPTY, known("web1 fd00::11"), DR))
        .containsExactly(HTTP + "/realServers/a/node family-mismatch");
  }

  @Test
  void schedulerFlags() {
    assertThat(violations(http("schedulerFlags: [port]")))
        .containsExactly(HTTP + "/schedulerFlags scheduler-flags");
    assertThat(violations(http("schedulerFlags: [port]\n    scheduler: sh"))).isEmpty();
  }

  @Test
  void onePacketUdpOnly() {
    assertThat(violations(http("onePacket: true")))
        .containsExactly(HTTP + "/onePacket one-packet-udp-only");
    assertThat(
            violations(
                http("onePacket: true\n    checks: {}")
                    .replace("port: 80}", "protocol: udp, port: 53}")))
        .isEmpty();
  }

  @Test
  void portZeroNeedsPersistence() {
    String zero = http("checks: {}").replace("port: 80}", "port: 0}");
    assertThat(violations(zero)).containsExactly(HTTP + "/listen/port port-zero-needs-persistence");
    assertThat(violations(zero.replace("checks: {}", "checks: {}\n    persistence: {timeout: 0s}")))
        .containsExactly(HTTP + "/listen/port port-zero-needs-persistence");
    assertThat(violations(zero.replace("checks: {}", "checks: {}\n    persistence: {}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout: 1500ms|timeout",
        "timeout: 745h|timeout",
        "prefixLength: 33|prefixLength",
        "engine: sip|engine"
      })
  void persistenceLimits(String fields, String field) {
    assertThat(violations(http("persistence: {" + fields + "}")))
        .containsExactly(HTTP + "/persistence/" + field + " persistence-limits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timeout: 744h", "timeout: 0s", "netmask: 255.255.255.255", ""})
  void persistenceWithinItsLimitsIsFine(String fields) {
    assertThat(violations(http("persistence: {" + fields + "}"))).isEmpty();
  }

  @Test
  void thresholds() {
    assertThat(violations(serverA("upperThreshold: 5, lowerThreshold: 6")))
        .containsExactly(HTTP + "/realServers/a/lowerThreshold thresholds");
    assertThat(violations(serverA("lowerThreshold: 1")))
        .containsExactly(HTTP + "/realServers/a/lowerThreshold thresholds");
    assertThat(violations(serverA("upperThreshold: 5, lowerThreshold: 5"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tunnel: {type: gue}|/port",
        "tunnel: {type: ipip, port: 5}|/port",
        "tunnel: {type: gre, checksum: remote}|/checksum"
      })
  void tunnelSettings(String fields, String place) {
    assertThat(violations(serverB("address: 10.0.0.12, forwarding: tunnel, " + fields)))
        .containsExactly(HTTP + "/realServers/b/tunnel" + place + " tunnel-settings");
  }

  @Test
  void tunnelSettingsNeedATunnel() {
    assertThat(violations(serverA("tunnel: {type: gre}")))
        .containsExactly(HTTP + "/realServers/a/tunnel tunnel-settings");
  }

  @Test
  void timeoutAtMostInterval() {
    assertThat(violations(http("checks: {x: {type: tcp, interval: 2s, timeout: 3s}}")))
        .containsExactly(HTTP + "/checks/x/timeout timeout-at-most-interval");
    assertThat(violations(http("checks: {x: {type: tcp, timeout: 0s}}")))
        .containsExactly(HTTP + "/checks/x/timeout timeout-at-most-interval");
    assertThat(violations(http("checks: {x: {type: tcp, interval: 2s}}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"99ms", "61m", "0s"})
  void checkInterval(String interval) {
    assertThat(violations(http("checks: {x: {type: tcp, interval: " + interval + "}}")))
        .containsExactly(HTTP + "/checks/x/interval check-interval");
  }

  @Test
  void checkNeedsPort() {
    String udp = DR.replace("port: 80}", "protocol: udp, port: 53}");
    assertThat(violations(udp)).containsExactly(HTTP + "/checks check-needs-port");
    assertThat(violations(DR.replace("{virtualIp: www, port: 80}", "{firewallMark: 7}")))
        .containsExactly(HTTP + "/checks check-needs-port");
    String written =
        udp.replace("    forwarding: dr", "    checks: {x: {type: tcp}}\n    forwarding: dr");
    assertThat(violations(written)).containsExactly(HTTP + "/checks/x/port check-needs-port");
    assertThat(violations(written.replace("type: tcp", "type: tcp, port: 53"))).isEmpty();
  }

  @Test
  void checkNeedsAgentIsAWarning() {
    Findings findings =
        findings(Topology.EMPTY, KNOWN, http("checks: {x: {type: tcp, from: realServer}}"));

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings())
        .extracting(v -> v.pointer() + " " + v.code())
        .containsExactly(HTTP + "/checks/x/from check-needs-agent");
  }

  @Test
  void drSameNetworkIsAWarning() {
    Findings findings = findings(Topology.EMPTY, KNOWN, serverB("address: 10.0.1.12"));

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings())
        .extracting(v -> v.pointer() + " " + v.code())
        .containsExactly(HTTP + "/realServers/b dr-same-network");
  }

  @Test
  void directorInOneCluster() {
    Topology other =
        Documents.with(
            Topology.EMPTY, new ClusterId("other"), "directors: {members: [{node: lb1}]}\n");

    assertThat(violations(other, KNOWN, DR))
        .containsExactly("#/directors/members/0/node director-in-one-cluster");
  }

  @Test
  void aRealServerMayServeSeveralClusters() {
    Topology other =
        Documents.with(
            Topology.EMPTY,
            new ClusterId("other"),
            DR.replace("lb1", "lb9").replace("10.0.0.100", "10.0.0.101"));

    assertThat(violations(other, KNOWN, DR)).isEmpty();
  }

  @Test
  void directorNeedsAgent() {
    assertThat(violations(DR + "nodes: {lb1: {agent: false}}"))
        .containsExactly("#/directors/members/0/node director-needs-agent");
  }

  @Test
  void sizeIsLimited() {
    StringBuilder big = new StringBuilder(DR);
    for (int i = 0; i <= Rules.MAX_REAL_SERVERS; i++) {
      big.append("      s%d: {address: 10.%d.%d.1}%n".formatted(i, 1 + i / 256, i % 256));
    }

    assertThat(violations(big.toString())).containsExactly("#/virtualServices too-many");
  }
}
