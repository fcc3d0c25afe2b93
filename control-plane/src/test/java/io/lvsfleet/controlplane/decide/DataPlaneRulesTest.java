package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.known;
import static io.lvsfleet.controlplane.decide.Examined.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules about what surrounds the ip_vs table.
class DataPlaneRulesTest {

  private static final String HTTP = "#/virtualServices/http";
  private static final ClusterId OTHER = new ClusterId("other");

  /// A service by firewall mark for a range.
  private static final String MARKED =
      """
      nodes: {web1: {addresses: {lan: 10.0.0.11}}}
      directors:
        members: [{node: lb1, interface: eth0}]
      virtualIps:
        pool: {address: 10.0.0.128/28, use: range}
      virtualServices:
        web:
          listen: {match: [{virtualIp: pool, ports: "80,443"}]}
          forwarding: dr
          checks: {}
          realServers:
            a: {node: web1}
      """;

  private static final String WEB = "#/virtualServices/web";

  @Test
  void aServiceForARangeIsSound() {
    assertThat(violations(MARKED)).isEmpty();
  }

  @Test
  void rangeNeedsFirewallMark() {
    assertThat(
            violations(
                MARKED.replace(
                    "{match: [{virtualIp: pool, ports: \"80,443\"}]}",
                    "{virtualIp: pool, port: 80}")))
        .containsExactly(WEB + "/listen/virtualIp range-needs-firewall-mark");
  }

  @Test
  void aRangeIsANetworkWithoutHostBits() {
    assertThat(violations(MARKED.replace("10.0.0.128/28", "10.0.0.130/28")))
        .containsExactly("#/virtualIps/pool/address network");
  }

  @Test
  void aRangeHasNoHostsAndNoOtherVirtualIps() {
    assertThat(violations(MARKED.replace("10.0.0.128/28", "10.0.0.0/28")))
        .containsOnly("#/virtualIps/pool/address vip-is-not-a-host");
    String reported = MARKED.replace("nodes: {web1: {addresses: {lan: 10.0.0.11}}}\n", "");
    assertThat(violations(reported.replace("10.0.0.128/28", "10.0.0.8/29")))
        .containsExactly("#/virtualIps/pool/address vip-is-not-a-host");
    assertThat(violations(MARKED.replace("  pool:", "  www: {address: 10.0.0.129}\n  pool:")))
        .containsExactly("#/virtualIps/pool/address vip-unique");
    Topology other =
        Documents.with(
            Topology.EMPTY,
            OTHER,
            "directors: {members: [{node: lb9, interface: eth0}]}\n"
                + "virtualIps: {x: {address: 10.0.0.135}}");
    assertThat(violations(other, KNOWN, MARKED))
        .containsExactly("#/virtualIps/pool/address vip-used-by-another-cluster");
  }

  @Test
  void aVirtualIpIsNotInAnotherClustersRange() {
    Topology other = Documents.with(Topology.EMPTY, OTHER, MARKED.replace("lb1", "lb9"));

    assertThat(violations(other, KNOWN, DR.replace("10.0.0.100/24", "10.0.0.129/24")))
        .containsExactly("#/virtualIps/www/address vip-used-by-another-cluster");
  }

  @Test
  void matchUnique() {
    String twin =
        """
          twin:
            listen: {match: [{addresses: 10.0.0.140-10.0.0.150, ports: "MORE"}]}
            forwarding: dr
            checks: {}
        """;
    assertThat(violations(MARKED + twin.replace("MORE", "400-500")))
        .containsExactly(WEB + "/listen/match/0 match-unique");
    assertThat(violations(MARKED + twin.replace("MORE", "81-442"))).isEmpty();
    assertThat(violations(MARKED + twin.replace("ports: \"MORE\"", "protocol: udp, ports: \"80\"")))
        .isEmpty();
  }

  @Test
  void aMatchHasItsServicesFamily() {
    assertThat(violations(MARKED.replace("listen: {", "listen: {family: ipv6, ")))
        .contains(WEB + "/listen/match/0 family-mismatch");
  }

  @Test
  void aMatchRefersToAVirtualIp() {
    assertThat(violations(MARKED.replace("virtualIp: pool", "virtualIp: poll")))
        .containsExactly(WEB + "/listen/match/0/virtualIp unknown-reference");
  }

  @Test
  void aMatchMayBeForUdpAlone() {
    String udp = MARKED.replace("ports: \"80,443\"", "protocol: udp, ports: \"5060\"");
    String persistent = "    checks: {}\n    onePacket: true\n    persistence: {engine: sip}\n";

    assertThat(violations(udp.replace("    checks: {}\n", persistent))).isEmpty();
    assertThat(violations(MARKED.replace("    checks: {}\n", persistent)))
        .containsExactly(
            WEB + "/onePacket one-packet-udp-only", WEB + "/persistence/engine persistence-limits");
  }

  @Test
  void rangeIsAnsweredFor() {
    Topology silent =
        Documents.with(
            Topology.EMPTY,
            OTHER,
            DR.replace("lb1", "lb9").replace("web1", "lb1").replace("10.0.0.12", "10.0.0.13"));
    assertThat(violations(silent, KNOWN, MARKED))
        .containsExactly("#/directors/members/0/node range-is-answered-for");

    Topology ranged =
        Documents.with(Topology.EMPTY, OTHER, MARKED.replace("lb1", "web9").replace("web1", "n2"));
    assertThat(
            violations(ranged, known("web9 10.0.0.9", "lb1 10.0.0.2"), DR.replace("web1", "web9")))
        .containsExactly("#/arp range-is-answered-for");
  }

  @Test
  void syncExcludesMixedTunnels() {
    String mixed =
        DR.replace("10.0.0.12}", "\"fd00::12\", forwarding: tunnel}")
            .replace("interface: eth0}]", "interface: eth0}]\n  connectionSync: {interface: eth1}");

    assertThat(violations(mixed))
        .containsExactly("#/directors/connectionSync sync-excludes-mixed-tunnels");
    assertThat(violations(mixed.replace("\"fd00::12\"", "10.0.0.12"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[192.0.2.1, 192.0.2.2]", "\"fd00::1\""})
  void natAddress(String to) {
    assertThat(violations(DR + "nat: {source: 192.168.7.0/24, to: " + to + "}"))
        .containsExactly("#/nat/to nat-address");
  }

  @Test
  void gatewayNeedsNetwork() {
    String gateway = "  www:";
    assertThat(
            violations(
                DR.replace(gateway, "  gw: {address: 192.168.7.1, use: gateway}\n" + gateway)))
        .containsExactly("#/virtualIps/gw/address gateway-needs-network");
  }

  @Test
  void gatewayUnknown() {
    String managed = DR.replace("forwarding: dr", "forwarding: nat") + "gateway: manage\n";
    assertThat(violations(managed)).containsExactly("#/gateway gateway-unknown");
    assertThat(
            violations(
                managed.replace("  www:", "  gw: {address: 10.0.0.1/24, use: gateway}\n  www:")))
        .isEmpty();
    assertThat(
            violations(
                managed
                    + "nodes: {lb1: {addresses: {lan: 10.0.0.2}}, web1: {addresses: {lan: 10.0.0.11}}}"))
        .isEmpty();
  }

  @Test
  void gatewayManagedOnce() {
    String managed =
        DR.replace("forwarding: dr", "forwarding: nat")
                .replace("  www:", "  gw: {address: 10.0.0.1/24, use: gateway}\n  www:")
            + "nodes: {web1: {gateway: manage}}\n";
    Topology other =
        Documents.with(
            Topology.EMPTY,
            OTHER,
            managed
                .replace("lb1", "lb9")
                .replace("10.0.0.1/24", "10.0.0.3/24")
                .replace("10.0.0.100", "10.0.0.101"));

    assertThat(violations(other, KNOWN, managed))
        .containsExactly("#/nodes/web1/gateway gateway-managed-once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hold: interface|#/hold",
        "nodes: {web1: {hold: interface, interface: eth0}}|#/nodes/web1/hold",
        "{hold: interface, arp: nftables}|#/hold"
      })
  void holdOnInterface(String lines, String place) {
    String written =
        lines.startsWith("{") ? lines.substring(1, lines.length() - 1).replace(", ", "\n") : lines;
    assertThat(violations(DR + written + "\n")).containsExactly(place + " hold-on-interface");
  }

  @Test
  void holdingOnTheInterfaceIsForIpv4() {
    String six =
        DR.replace("10.0.0.100/24", "\"fd00::100/64\"").replace("10.0.0.12", "\"fd00::12\"")
            + "nodes: {web1: {interface: eth0, addresses: {a: \"fd00::11\"}}}\n"
            + "hold: interface\narp: nftables\n";

    assertThat(violations(six)).containsExactly("#/hold hold-on-interface");
    assertThat(
            violations(DR + "nodes: {web1: {interface: eth0}}\nhold: interface\narp: nftables\n"))
        .isEmpty();
  }

  @Test
  void arpByNftables() {
    assertThat(violations(MARKED + "arp: nftables\n")).containsExactly("#/arp arp-by-nftables");
    assertThat(
            violations(
                DR.replace("{node: web1}", "{node: web1, forwarding: tunnel}")
                    + "arp: nftables\nnodes: {web1: {addresses: {a: \"fd00::11\"}}}\n"))
        .containsExactly("#/arp arp-by-nftables");
  }

  @Test
  void tunnelChecksum() {
    String gre = DR.replace("{node: web1}", "{node: web1, forwarding: tunnel, tunnel: TUNNEL}");

    assertThat(violations(gre.replace("TUNNEL", "{type: gre, checksum: full}")))
        .containsExactly(HTTP + "/realServers/a/tunnel tunnel-checksum");
    assertThat(violations(gre.replace("TUNNEL", "{type: gue, port: 6080, checksum: full}")))
        .isEmpty();
  }

  @Test
  void aServicesTunnelIsForItsRealServers() {
    String tunnel = DR.replace("forwarding: dr", "forwarding: dr\n    tunnel: {type: gue}");

    assertThat(violations(tunnel))
        .containsExactly(HTTP + "/tunnel tunnel-settings", HTTP + "/tunnel/port tunnel-settings");
    assertThat(
            violations(DR.replace("forwarding: dr", "forwarding: tunnel\n    tunnel: {type: gre}")))
        .isEmpty();
  }

  @Test
  void aTunnelledNodeMayHaveTheOtherFamily() {
    String tunnelled = DR.replace("forwarding: dr", "forwarding: tunnel");

    assertThat(violations(Topology.EMPTY, known("web1 fd00::11"), tunnelled)).isEmpty();
    assertThat(violations(Topology.EMPTY, known("web1 fd00::11"), DR))
        .containsExactly(HTTP + "/realServers/a/node family-mismatch");
  }

  @Test
  void aDirectorMayBeARealServer() {
    assertThat(violations(DR.replace("node: web1", "node: lb1"))).isEmpty();
    assertThat(
            violations(
                DR.replace("{node: web1}", "{node: lb1, forwarding: tunnel}")
                    .replace("10.0.0.100/24", "\"fd00::100/64\"")
                    .replace("10.0.0.12", "\"fd00::12\"")))
        .containsExactly(HTTP + "/realServers/a/node family-mismatch");
  }

  @Test
  void matchesAreLimited() {
    StringBuilder many = new StringBuilder(MARKED);
    for (int i = 0; i < 3; i++) {
      many.append("  s%d: {forwarding: dr, checks: {}, listen: {match: [".formatted(i));
      for (int m = 0; m < 400; m++) {
        many.append("{addresses: 10.9.%d.%d, ports: \"%d\"},".formatted(i, m % 250 + 1, 1 + m));
      }
      many.append("]}}\n");
    }

    assertThat(violations(many.toString())).containsExactly("#/virtualServices too-many");
  }
}
