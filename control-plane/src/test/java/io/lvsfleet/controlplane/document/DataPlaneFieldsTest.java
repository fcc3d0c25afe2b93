package io.lvsfleet.controlplane.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Documents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is wrong with the fields that surround the ip_vs table.
class DataPlaneFieldsTest {

  private static List<String> violations(String yaml) {
    return Documents.parse(yaml).violations().stream()
        .map(v -> v.pointer() + " " + v.code())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeouts: {tcp: 0s}|timeouts/tcp duration-range",
        "timeouts: {udp: 1500ms}|timeouts/udp duration-range",
        "timeouts: {tcpfin: 2s}|timeouts/tcpfin unknown-field",
        "connectionSync: {}|connectionSync/interface required",
        "connectionSync: {interface: lo}|connectionSync/interface interface-name",
        "connectionSync: {interface: eth1, syncId: 256}|connectionSync/syncId count-range",
        "connectionSync: {interface: eth1, group: 10.0.0.1}|connectionSync/group multicast-group",
        "connectionSync: {interface: eth1, port: 0}|connectionSync/port port-range",
        "connectionSync: {interface: eth1, ttl: 0}|connectionSync/ttl count-range",
        "announcing: {repeat: 0}|announcing/repeat count-range",
        "announcing: {interval: 5ms}|announcing/interval duration-range",
        "announcing: {refresh: 10ms}|announcing/refresh duration-range",
        "vrrp: {version: 4}|vrrp/version count-range",
        "vrrp: {deadAfter: 5s, advertisementInterval: 1s}|vrrp one-of",
        "vrrp: {virtualRouterId: 0}|vrrp/virtualRouterId count-range",
        "vrrp: {startDelay: 2h}|vrrp/startDelay duration-range",
        "vrrp: {password: a b}|vrrp/password vrrp-password",
        "vrrp: {peers: 224.0.0.18}|vrrp/peers vrrp-peers",
        "vrrp: {preempted: true}|vrrp/preempted unknown-field",
        "vrrp: {track: [{weight: 1}]}|vrrp/track/0 one-of",
        "vrrp: {track: [{interface: a, file: /a}]}|vrrp/track/0 one-of",
        "vrrp: {track: [{file: a}]}|vrrp/track/0/file file-path",
        "vrrp: {track: [{route: 10.0.0.1/8}]}|vrrp/track/0/route network",
        "vrrp: {track: [{ipvs: false}]}|vrrp/track/0/ipvs unknown-value",
        "vrrp: {track: [{ipvs: true, weight: 254}]}|vrrp/track/0/weight count-range",
        "vrrp: {track: [{quorum: {service: a}}]}|vrrp/track/0/quorum/realServers required"
      })
  void ofDirectors(String field, String violation) {
    assertThat(violations("directors: {members: [{node: lb1}], " + field + "}"))
        .containsExactly("#/directors/" + violation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nat: {}|nat/source required",
        "nat: {source: 192.168.7.1/24}|nat/source network",
        "nat: {source: [10.0.0.0/8, 7]}|nat/source/1 network",
        "nat: {source: [10.0.0.0/8, {}]}|nat/source/1 wrong-type",
        "nat: {source: 10.0.0.0/8, to: web}|nat/to address",
        "sysctls: {unmanaged: kernel.panic}|sysctls/unmanaged kernel-parameter",
        "sysctls: {unmanaged: [net.ipv4.ip_forward, 'net. x']}|sysctls/unmanaged/1 kernel-parameter",
        "hold: eth0|hold unknown-value",
        "arp: arptables|arp unknown-value",
        "gateway: 10.0.0.1|gateway unknown-value",
        "driftPolicy: ignore|driftPolicy unknown-value",
        "driftPoll: 500ms|driftPoll duration-range",
        "statisticsInterval: 61m|statisticsInterval duration-range"
      })
  void ofTheCluster(String field, String violation) {
    assertThat(violations("directors: {members: [{node: lb1}]}\n" + field + "\n"))
        .containsExactly("#/" + violation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{match: []}|/match required",
        "{match: [{}]}|/match/0 required",
        "{match: [{virtualIp: a, addresses: 10.0.0.1}]}|/match/0 one-of",
        "{match: [{addresses: 10.0.0.1/24}]}|/match/0/addresses address-range",
        "{match: [{addresses: 10.0.0.9-10.0.0.1}]}|/match/0/addresses address-range",
        "{match: [{addresses: 10.0.0.1, ports: '0'}]}|/match/0/ports ports",
        "{match: [{addresses: 10.0.0.1, ports: '80-70'}]}|/match/0/ports ports",
        "{match: [{addresses: 10.0.0.1, ports: '80,,81'}]}|/match/0/ports ports",
        "{match: [{addresses: 10.0.0.1, ports: '1-65536'}]}|/match/0/ports ports",
        "{match: [{addresses: 10.0.0.1, port: 80}]}|/match/0/port unknown-field",
        "{firewallMark: 0, match: [{addresses: 10.0.0.1}]}|/firewallMark mark-range"
      })
  void ofAMatch(String listen, String violation) {
    assertThat(
            violations(
                "directors: {members: [{node: lb1}]}\n"
                    + "virtualServices: {s: {forwarding: dr, listen: "
                    + listen
                    + "}}\n"))
        .containsExactly("#/virtualServices/s/listen" + violation);
  }

  @Test
  void aVirtualIpAndAMatchExcludeEachOther() {
    assertThat(
            violations(
                "directors: {members: [{node: lb1}]}\n"
                    + "virtualServices: {s: {forwarding: dr, listen: {virtualIp: a, port: 80, match:"
                    + " [{addresses: 10.0.0.1}]}}}\n"))
        .contains("#/virtualServices/s/listen one-of");
  }

  @Test
  void portsAndParametersAreLimited() {
    String ports = "80,".repeat(64) + "80";
    assertThat(
            violations(
                "directors: {members: [{node: lb1}]}\n"
                    + "virtualServices: {s: {forwarding: dr, listen: {match: [{addresses: 10.0.0.1,"
                    + " ports: \""
                    + ports
                    + "\"}]}}}\n"))
        .containsExactly("#/virtualServices/s/listen/match/0/ports count-range");
    assertThat(
            violations(
                "directors: {members: [{node: lb1}]}\nsysctls: {unmanaged: ["
                    + "net.ipv4.ip_forward,".repeat(101)
                    + "]}\n"))
        .containsExactly("#/sysctls/unmanaged count-range");
  }

  @ParameterizedTest
  @CsvSource({"499", "65496", "-1"})
  void aSegmentLimitLiesInItsRange(String limit) {
    assertThat(
            violations(
                "directors: {members: [{node: lb1}]}\n"
                    + "virtualServices: {s: {forwarding: tunnel, tunnel: {segmentLimit: "
                    + limit
                    + "}, listen: {firewallMark: 1}}}\n"))
        .containsExactly("#/virtualServices/s/tunnel/segmentLimit count-range");
  }
}
