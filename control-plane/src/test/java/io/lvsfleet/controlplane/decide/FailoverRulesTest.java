package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverRulesTest {

  private static final KnownNodes BOTH =
      Documents.known(
          "web1 10.0.0.11",
          "lb1 10.0.0.2 192.168.0.2",
          "lb2 10.0.0.3",
          "lb3 172.16.0.3",
          "lb4 172.16.0.4");

  private static final String PAIR =
      DR.replace(
          "[{node: lb1, interface: eth0}]",
          "[{node: lb1, interface: eth0, priority: 150}, {node: lb2, interface: eth0}]\n  VRRP");

  private static String pair(String directors) {
    return PAIR.replace("VRRP", directors);
  }

  /// A pair elsewhere, or not.
  private static String other(String network, String directors) {
    return """
    directors:
      members: [{node: lb3, interface: eth0, priority: 150}, {node: lb4, interface: eth0}]
      %s
    virtualIps: {v: {address: %s}}
    """
        .formatted(directors, network);
  }

  private static Topology with(Topology topology, ClusterId cluster, String yaml) {
    return switch (Decider.decide(topology, Documents.put(cluster, yaml), BOTH)) {
      case Decision.Accepted accepted -> topology.apply(accepted.changes());
      case Decision.Unchanged _ -> topology;
      case Decision.Rejected rejected -> throw new AssertionError(rejected);
      case Decision.NeedsConfirmation needs -> throw new AssertionError(needs);
    };
  }

  private static int id(Topology topology, ClusterId cluster) {
    return Objects.requireNonNull(allocated(topology, cluster).vrrp()).virtualRouterId();
  }

  private static Allocated allocated(Topology topology, ClusterId cluster) {
    return Objects.requireNonNull(topology.cluster(cluster)).settings().value().allocated();
  }

  @Test
  void twoDirectorsShareTheVirtualIpsWithoutAWord() {
    assertThat(Examined.violations(Topology.EMPTY, BOTH, pair(""))).isEmpty();
    assertThat(id(with(Topology.EMPTY, WEB, pair("")), WEB)).isBetween(1, 255);
  }

  @Test
  void aDirectorThatIsAloneHasNoVirtualRouterUnlessItIsWritten() {
    assertThat(allocated(with(Topology.EMPTY, WEB, DR), WEB).vrrp()).isNull();
    assertThat(
            allocated(with(Topology.EMPTY, WEB, DR.replace("eth0}]", "eth0}]\n  vrrp: {}")), WEB)
                .vrrp())
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vrrp: {version: 2, deadAfter: 3900ms}|vrrp/deadAfter vrrp-interval",
        "vrrp: {deadAfter: 30ms}|vrrp/deadAfter vrrp-interval",
        "vrrp: {deadAfter: 10m}|vrrp/deadAfter vrrp-interval",
        "vrrp: {version: 2, advertisementInterval: 1500ms}|vrrp/advertisementInterval vrrp-interval",
        "vrrp: {advertisementInterval: 15ms}|vrrp/advertisementInterval vrrp-interval",
        "vrrp: {advertisementInterval: 41s}|vrrp/advertisementInterval vrrp-interval",
        "vrrp: {password: secret}|vrrp/password vrrp-password",
        "vrrp: {catchUp: 5s}|vrrp/catchUp catch-up-needs-sync",
        "vrrp: {unicast: false, peers: 10.0.0.9}|vrrp/peers vrrp-peers",
        "vrrp: {peers: 10.0.0.3}|vrrp/peers vrrp-peers",
        "vrrp: {peers: fd00::9}|vrrp/peers vrrp-peers",
        "vrrp: {track: [{quorum: {service: ftp, realServers: 1}}]}|vrrp/track/0/quorum/service unknown-reference",
        "vrrp: {track: [{quorum: {service: http, realServers: 3}}]}|vrrp/track/0/quorum/realServers count-range",
        "vrrp: {track: [{ipvs: true}, {ipvs: true, weight: 5}]}|vrrp/track/1 track-unique",
        "connectionSync: {interface: eth0, maxLength: 1000}|connectionSync/maxLength sync-length",
        "connectionSync: {interface: eth0, maxLength: 65500, group: 'ff02::81'}|connectionSync/maxLength sync-length"
      })
  void whatCannotBe(String directors, String violation) {
    assertThat(Examined.violations(Topology.EMPTY, BOTH, pair(directors)))
        .containsExactly("#/directors/" + violation);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vrrp: {version: 2, deadAfter: 4s}",
        "vrrp: {version: 2, password: secret}",
        "vrrp: {deadAfter: 40ms}",
        "vrrp: {unicast: true, peers: [10.0.0.9, 10.0.0.8]}",
        "vrrp: {track: [{interface: eth0, weight: -50}, {quorum: {service: http, realServers: 2}}]}",
        "connectionSync: {interface: eth0, maxLength: 1024}"
      })
  void whatCan(String directors) {
    assertThat(Examined.violations(Topology.EMPTY, BOTH, pair(directors))).isEmpty();
  }

  @Test
  void version2CannotMoveIpv6AddressesAlone() {
    String yaml = other("fd00::100/64", "vrrp: {version: 2}");

    assertThat(Examined.violations(Topology.EMPTY, BOTH, yaml))
        .containsExactly("#/directors/vrrp/version vrrp-family");
  }

  @Test
  void aPairWithoutAVirtualIpHasNothingToShare() {
    assertThat(
            Examined.violations(
                Topology.EMPTY, BOTH, "directors: {members: [{node: lb1}, {node: lb2}]}\n"))
        .containsExactly("#/virtualIps vrrp-needs-virtual-ip");
  }

  @Test
  void equalPrioritiesAreAWarning() {
    Findings findings =
        Examined.findings(Topology.EMPTY, BOTH, pair("").replace(", priority: 150", ""));

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings())
        .extracting(v -> v.pointer() + " " + v.code())
        .containsExactly("#/directors/members/1/priority equal-priorities");
  }

  @Test
  void aNodeIsADirectorOnce() {
    assertThat(
            Examined.violations(
                Topology.EMPTY, BOTH, pair("").replace("node: lb2", "node: lb1, priority: 7")))
        .containsExactly("#/directors/members/1/node director-unique");
  }

  @Test
  void unicastTakesTheAddressInTheVirtualIpsNetwork() {
    AllocatedVrrp vrrp =
        allocated(with(Topology.EMPTY, WEB, pair("vrrp: {unicast: true}")), WEB).vrrp();

    assertThat(Objects.requireNonNull(vrrp).addresses())
        .isEqualTo(
            Map.of(
                new NodeId("lb1"), IpAddress.parse("10.0.0.2"),
                new NodeId("lb2"), IpAddress.parse("10.0.0.3")));
  }

  @Test
  void unicastNeedsToKnowWhere() {
    assertThat(Examined.violations(Topology.EMPTY, KNOWN, pair("vrrp: {unicast: true}")))
        .containsExactly("#/directors/members/1/address vrrp-peers");
    assertThat(
            Examined.violations(
                Topology.EMPTY,
                KNOWN,
                pair("vrrp: {unicast: true}")
                    .replace("node: lb2,", "node: lb2, address: 10.0.0.77,")))
        .isEmpty();
  }

  @Test
  void aPeerOutsideTheDocumentIsEnoughForOneDirector() {
    String alone = DR.replace("eth0}]", "eth0}]\n  vrrp: {unicast: true}");

    assertThat(Examined.violations(Topology.EMPTY, BOTH, alone))
        .containsExactly("#/directors/vrrp/peers vrrp-peers");
    assertThat(
            Examined.violations(
                Topology.EMPTY, BOTH, alone.replace("unicast: true", "peers: 10.0.0.9")))
        .isEmpty();
  }

  @Test
  void clustersHaveDifferentIdsAsLongAsThereAreAny() {
    Topology topology = with(Topology.EMPTY, WEB, pair(""));
    ClusterId far = new ClusterId("far");

    topology = with(topology, far, other("172.16.0.100/24", ""));

    assertThat(id(topology, far)).isNotEqualTo(id(topology, WEB));
  }

  @Test
  void anIdIsKept() {
    Topology topology = with(Topology.EMPTY, WEB, pair(""));
    int before = id(topology, WEB);

    topology = with(topology, WEB, pair("vrrp: {deadAfter: 2s}"));

    assertThat(id(topology, WEB)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.200/24,true", "172.16.0.100/24,false"})
  void aWrittenIdStandsForOneClusterOnANetwork(String network, boolean refused) {
    Topology topology =
        with(Topology.EMPTY, new ClusterId("near"), other(network, "vrrp: {virtualRouterId: 51}"));

    assertThat(Examined.violations(topology, BOTH, pair("vrrp: {virtualRouterId: 51}")))
        .isEqualTo(
            refused
                ? java.util.List.of("#/directors/vrrp/virtualRouterId virtual-router-id-unique")
                : java.util.List.of());
  }

  @Test
  void anIpv4RangeHasASingleDirector() {
    String yaml =
        pair("")
            + """
              many:
                listen: {match: [{addresses: 10.0.0.64/28}]}
                forwarding: dr
            """;

    assertThat(Examined.violations(Topology.EMPTY, BOTH, yaml))
        .containsExactly("#/virtualServices/many/listen/match/0 range-needs-one-director");
  }

  @Test
  void aDirectorOfAPairThatIsARealServerNeedsConnectionSync() {
    String yaml = pair("").replace("{address: 10.0.0.12}", "{node: lb2}");
    String at = "#/virtualServices/http/realServers/b/node local-node-of-a-pair";

    assertThat(Examined.violations(Topology.EMPTY, BOTH, yaml)).containsExactly(at);
    String synchronised =
        pair("connectionSync: {interface: eth0}").replace("{address: 10.0.0.12}", "{node: lb2}");
    assertThat(Examined.violations(Topology.EMPTY, BOTH, synchronised)).isEmpty();
    assertThat(
            Examined.violations(
                Topology.EMPTY,
                BOTH,
                synchronised.replace("{node: lb2}", "{node: lb2, forwarding: nat}")))
        .containsExactly(at);
  }

  @Test
  void aGatewayThatDoesNotMoveIsAWarning() {
    String nat = pair("").replace("forwarding: dr", "forwarding: nat");
    String moving =
        nat.replace(
            "  www:", "  gateway: {address: 10.0.0.1/24, use: gateway, interface: eth0}\n  www:");

    assertThat(Examined.findings(Topology.EMPTY, BOTH, nat).warnings())
        .extracting(v -> v.pointer() + " " + v.code())
        .containsExactly("#/virtualServices/http/realServers/a gateway-stays");
    assertThat(Examined.findings(Topology.EMPTY, BOTH, moving).warnings()).isEmpty();
  }
}
