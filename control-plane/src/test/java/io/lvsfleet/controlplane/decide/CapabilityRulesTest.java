package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilityRulesTest {

  /// A small old kernel without nftables.
  private static final Capabilities LITTLE =
      new Capabilities(
          "1.2.1",
          4096,
          Sorted.set(List.of("rr", "wlc")),
          Sorted.set(List.of("none")),
          Sorted.set(Set.of(Tunnel.Type.IPIP)),
          Sorted.set(Set.of(Protocol.TCP, Protocol.UDP)),
          Sorted.set(Set.of(Device.Kind.DUMMY, Device.Kind.IPIP)),
          false,
          "",
          Sorted.set(Set.of(new SysctlKey("net.ipv4.vs.expire_nodest_conn"))));

  private static final Capabilities NO_IPVS =
      new Capabilities(
          "",
          0,
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(),
          Sorted.set(Set.of(Device.Kind.DUMMY)),
          false,
          "",
          Sorted.set());

  private static KnownNodes nodes(Capabilities capabilities) {
    return nodes(capabilities, "4.19.0");
  }

  private static KnownNodes nodes(Capabilities capabilities, String release) {
    return new KnownNodes(
        new TreeMap<>(
            Map.of(
                new NodeId("lb1"), facts(capabilities, release, "10.0.0.2"),
                new NodeId("web1"), facts(capabilities, release, "10.0.0.11"))));
  }

  private static AgentFacts facts(Capabilities capabilities, String release, String address) {
    return new AgentFacts("1", release, Sorted.set(Set.of(IpAddress.parse(address))), capabilities);
  }

  private static List<String> violations(Capabilities capabilities, String yaml) {
    return Examined.violations(Topology.EMPTY, nodes(capabilities), yaml);
  }

  @Test
  void whatANodeCanIsNotRefused() {
    assertThat(violations(LITTLE, DR)).isEmpty();
    assertThat(violations(LITTLE, DR + "hold: dummy\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "    forwarding: dr|    scheduler: mh\\n    forwarding: dr|#/virtualServices/http/scheduler",
        "port: 80}|protocol: sctp, port: 80}|#/virtualServices/http/listen",
        "{node: web1}|{node: web1, forwarding: tunnel, tunnel: {type: gre, segmentLimit: 0}}"
            + "|#/virtualServices/http/realServers/a/node",
        "{node: web1}|{node: web1, forwarding: tunnel}|#/virtualServices/http/realServers/a/node",
        "virtualIps:|arp: nftables\\nvirtualIps:|#/virtualServices/http/realServers/a/node",
        "virtualIps:|nat: {source: 10.1.0.0/24}\\nvirtualIps:|#/nat"
      })
  void whatANodeCannotIsRefusedWhenItIsWritten(String from, String to, String place) {
    String yaml =
        DR.replace(from, to.replace("\\n", "\n"))
            .replace("    forwarding: dr", "    checks: {}\n    forwarding: dr");

    assertThat(violations(LITTLE, yaml)).contains(place + " node-cannot");
    assertThat(violations(Capabilities.UNKNOWN, yaml)).isEmpty();
  }

  @Test
  void theViolationNamesTheNodeAndTheWayOut() {
    Findings findings =
        Examined.findings(
            Topology.EMPTY,
            nodes(LITTLE),
            DR.replace("    forwarding: dr", "    scheduler: mh\n    forwarding: dr"));

    assertThat(findings.violations())
        .extracting(Violation::detail)
        .containsExactly("node lb1: has no scheduler mh (modprobe ip_vs_mh); it has rr, wlc");
  }

  @Test
  void aDirectorHasIpvs() {
    assertThat(violations(NO_IPVS, DR)).containsExactly("#/directors/members/0/node node-cannot");
  }

  @Test
  void ipv6NeedsAnIpvsThatHasIt() {
    String six =
        DR.replace("10.0.0.100/24", "\"fd00::100/64\"").replace("10.0.0.12", "\"fd00::12\"")
            + "nodes: {web1: {addresses: {a: \"fd00::11\"}}}\n";

    assertThat(violations(LITTLE, six))
        .containsExactly("#/virtualServices/http/listen node-cannot");
  }

  @Test
  void marksNeedNftables() {
    String marked =
        DR.replace("{virtualIp: www, port: 80}", "{match: [{virtualIp: www, ports: \"80\"}]}")
            .replace("    forwarding: dr", "    checks: {}\n    forwarding: dr");

    assertThat(violations(LITTLE, marked))
        .containsExactly("#/virtualServices/http/listen/match node-cannot");
  }

  /// A kernel without a parameter is not asked for it, and a later document finds that out again.
  @Test
  void parametersAKernelDoesNotHaveAreRemembered() {
    Findings findings = Examined.findings(Topology.EMPTY, nodes(LITTLE), DR);

    assertThat(Objects.requireNonNull(findings.allocated().absent().get(new NodeId("lb1"))))
        .contains(new SysctlKey("net.ipv4.vs.run_estimation"))
        .doesNotContain(new SysctlKey("net.ipv4.vs.expire_nodest_conn"));
    assertThat(Examined.findings(Topology.EMPTY, nodes(Capabilities.UNKNOWN), DR).allocated())
        .isEqualTo(io.lvsfleet.controlplane.topology.Allocated.NOTHING);
  }

  @ParameterizedTest
  @CsvSource({"4.19.0,true", "5.8.18-rc1,true", "5.9.0,false", "6.1.0-31-amd64,false", "odd,false"})
  void portReuseDelayIsAWarning(String release, boolean warned) {
    Findings findings =
        Examined.findings(
            Topology.EMPTY,
            nodes(Capabilities.UNKNOWN, release),
            DR + "nat: {source: 10.1.0.0/24}\n");

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.warnings().stream().map(v -> v.pointer() + " " + v.code()).toList())
        .isEqualTo(warned ? List.of("#/nat port-reuse-delay") : List.of());
  }
}
