package io.lvsfleet.controlplane.compile;

import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.VrrpInstance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverCompilerTest {

  private static final String NAT =
      """
      nodes:
        lb1: {addresses: {out: 10.0.0.2, in: 192.168.0.2}}
        lb2: {addresses: {out: 10.0.0.3, in: 192.168.0.3}}
        web1: {addresses: {in: 192.168.0.11}}
      directors:
        members: [{node: lb1, priority: 150}, {node: lb2}]
        vrrp: {VRRP}
        connectionSync: {interface: eth1}
      virtualIps:
        gateway: {address: 192.168.0.1/24, interface: eth1, use: gateway}
        www: {address: 10.0.0.100/24, interface: eth0}
        six: {address: "fd00::100/64", interface: eth0}
      nat: {source: 192.168.0.0/24}
      virtualServices:
        http:
          listen: {virtualIp: www, port: 80}
          forwarding: nat
          realServers: {a: {node: web1}}
      """;

  private static final String TWO_NODES =
      """
      nodes:
        lb1: {addresses: {lan: 10.0.0.11}}
        lb2: {addresses: {lan: 10.0.0.12}}
      directors:
        members: [{node: lb1, interface: eth0, priority: 150}, {node: lb2, interface: eth0}]
        connectionSync: {interface: eth0}
      virtualIps: {www: {address: 10.0.0.100/24}}
      virtualServices:
        http:
          listen: {virtualIp: www, port: 80}
          forwarding: dr
          realServers: {a: {node: lb1}, b: {node: lb2}}
      """;

  private static NodeState state(String yaml, String node) {
    return Compiler.compile(Documents.with(Topology.EMPTY, WEB, yaml), new NodeId(node));
  }

  private static DirectorState director(String yaml, String node) {
    return Objects.requireNonNull(state(yaml, node).director());
  }

  private static Failover failover(String yaml, String node) {
    return Objects.requireNonNull(director(yaml, node).failover());
  }

  private static VrrpInstance instance(String yaml, String node) {
    return failover(yaml, node).instances().values().iterator().next();
  }

  @Test
  void everythingButThePriorityIsTheSameOnBoth() {
    DirectorState one = director(NAT.replace("VRRP", ""), "lb1");
    DirectorState other = director(NAT.replace("VRRP", ""), "lb2");

    assertThat(other.services()).isEqualTo(one.services());
    assertThat(other.sysctls()).isEqualTo(one.sysctls()).isNotEmpty();
    assertThat(other.network()).isEqualTo(one.network());
    assertThat(other.settings()).isEqualTo(one.settings());
    assertThat(one.role()).isEqualTo(other.role()).isEqualTo(DirectorRole.BACKUP);
    assertThat(one.settings().syncDaemons()).isEmpty();
    assertThat(instance(NAT.replace("VRRP", ""), "lb1").priority()).isEqualTo(150);
    assertThat(instance(NAT.replace("VRRP", ""), "lb2").priority()).isEqualTo(100);
  }

  @Test
  void addressesOfTheGatewayAndOfTheOtherFamilyMoveTogetherWithTheRest() {
    VrrpInstance instance = instance(NAT.replace("VRRP", ""), "lb1");

    assertThat(instance.interfaceName()).isEqualTo("eth0");
    assertThat(instance.addresses())
        .extracting(LocalAddress::toString)
        .containsExactlyInAnyOrder("10.0.0.100/24 dev eth0", "192.168.0.1/24 dev eth1");
    assertThat(instance.excluded())
        .extracting(LocalAddress::toString)
        .containsExactly("fd00::100/64 dev eth0");
    assertThat(failover(NAT.replace("VRRP", ""), "lb1").trackers())
        .containsExactlyInAnyOrder(
            new Tracker(new Tracker.Subject.Interface("eth1"), 0),
            new Tracker(new Tracker.Subject.IpvsProgrammable(), -253));
  }

  @Test
  void whatIsTrackedIsTrackedAsWritten() {
    String yaml = NAT.replace("VRRP", "track: [{interface: eth1, weight: -50}, {ipvs: true}]");

    assertThat(failover(yaml, "lb1").trackers())
        .containsExactlyInAnyOrder(
            new Tracker(new Tracker.Subject.Interface("eth1"), -50),
            new Tracker(new Tracker.Subject.IpvsProgrammable(), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "3,5s,1250",
    "3,4s,1000",
    "3,1s,250",
    "3,400ms,100",
    "3,40ms,10",
    "2,5s,1000",
    "2,4s,1000",
    "2,7s,2000"
  })
  void aBackupMissesTheMasterNoLongerThanItMay(int version, String deadAfter, long millis) {
    VrrpInstance instance =
        instance(NAT.replace("VRRP", "version: " + version + ", deadAfter: " + deadAfter), "lb2");

    assertThat(instance.advertisementInterval()).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void unicastGoesToTheOthersAndToPeersOutside() {
    VrrpInstance instance = instance(NAT.replace("VRRP", "peers: 10.0.0.9, unicast: true"), "lb2");

    assertThat(instance.unicastPeers())
        .containsExactly(IpAddress.parse("10.0.0.2"), IpAddress.parse("10.0.0.9"));
    assertThat(instance.source()).isEqualTo(IpAddress.parse("10.0.0.3"));
    assertThat(instance(NAT.replace("VRRP", ""), "lb2").unicastPeers()).isEmpty();
  }

  @Test
  void moreAddressesThanAnAdvertisementTakesMoveBesideThem() {
    StringBuilder many = new StringBuilder("virtualIps:\n");
    IntStream.range(0, 70)
        .forEach(i ->
            many.append("  v%d: {address: 10.0.1.%d/24, interface: eth0}%n".formatted(i, i + 1)));

    VrrpInstance instance = instance(NAT.replace("VRRP", "").replace("virtualIps:\n", many), "lb1");

    assertThat(instance.addresses()).hasSize(64);
    assertThat(instance.held()).hasSize(73);
  }

  @Test
  void aGatewayThatDoesNotMoveIsNoGatewayOfAPair() {
    String yaml = NAT.replace("VRRP", "").replace(", use: gateway", "");

    assertThat(specs(director(yaml, "lb1")))
        .singleElement()
        .satisfies(spec -> assertThat(Objects.requireNonNull(spec.gate()).gateways()).isEmpty());
  }

  private static List<RealServerSpec> specs(DirectorState director) {
    return director.services().values().stream()
        .flatMap(service -> service.realServers().values().stream())
        .toList();
  }

  @Test
  void directorsThatAreRealServersAreLocalToThemselvesAndHostsToTheOthers() {
    NodeState one = state(TWO_NODES, "lb1");

    assertThat(specs(director(TWO_NODES, "lb1")))
        .extracting(
            spec -> spec.name() + " " + spec.config().method() + " " + (spec.gate() == null))
        .containsExactly(
            "a " + ForwardingMethod.LOCAL + " true",
            "b " + ForwardingMethod.DIRECT_ROUTING + " false");
    assertThat(specs(director(TWO_NODES, "lb2")))
        .extracting(spec -> spec.name() + " " + spec.config().method())
        .containsExactly("a " + ForwardingMethod.DIRECT_ROUTING, "b " + ForwardingMethod.LOCAL);
    assertThat(Objects.requireNonNull(one.realServers().get(WEB)).heldAddresses())
        .extracting(LocalAddress::toString)
        .containsExactly("10.0.0.100/32 dev lo");
    assertThat(director(TWO_NODES, "lb1").sysctls())
        .containsEntry(new SysctlKey("net.ipv4.vs.backup_only"), "1");
    assertThat(director(NAT.replace("VRRP", ""), "lb1").sysctls())
        .doesNotContainKey(new SysctlKey("net.ipv4.vs.backup_only"))
        .containsEntry(new SysctlKey("net.ipv4.vs.sync_refresh_period"), "10");
  }

  @Test
  void directorsThatAreRealServersHearEachOther() {
    CompiledCluster compiled =
        Compiler.compile(
            Objects.requireNonNull(Documents.with(Topology.EMPTY, WEB, TWO_NODES).cluster(WEB)));

    assertThat(compiled.witnesses().get(new NodeId("lb1"))).containsExactly(new NodeId("lb2"));
    assertThat(compiled.witnesses().get(new NodeId("lb2"))).containsExactly(new NodeId("lb1"));
    assertThat(state(TWO_NODES, "lb1").checks()).hasSize(2);
  }

  @Test
  void maintenanceIsOfDirectorsThatFailOver() {
    DirectorState pair = director(NAT.replace("VRRP", ""), "lb1");
    DirectorState alone = director(Documents.DR, "lb1");

    assertThat(
            Objects.requireNonNull(FailoverCompiler.inMaintenance(pair).failover()).maintenance())
        .isTrue();
    assertThat(FailoverCompiler.inMaintenance(alone)).isEqualTo(alone);
  }

  @Test
  void anOrderToHandOverIsForOneDirectorAndStaysOverLaterRevisions() {
    String yaml = NAT.replace("VRRP", "");
    Topology topology = Documents.with(Topology.EMPTY, WEB, yaml);
    Decision decision =
        Decider.decide(topology, new Command.HandOver(WEB, new NodeId("lb1")), Documents.KNOWN);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            accepted -> {
              assertThat(accepted.touched()).containsExactly(new NodeId("lb1"));
              Topology after =
                  Documents.with(
                      accepted.next(), WEB, yaml.replace("priority: 150", "priority: 9"));
              assertThat(order(after, "lb1")).isEqualTo("handover-2");
              assertThat(order(after, "lb2")).isNull();
            });
  }

  private static @Nullable String order(Topology topology, String node) {
    DirectorState director =
        Objects.requireNonNull(Compiler.compile(topology, new NodeId(node)).director());
    return Objects.requireNonNull(director.failover()).handover();
  }
}
