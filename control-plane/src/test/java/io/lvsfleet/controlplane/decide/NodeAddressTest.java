package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static io.lvsfleet.controlplane.decide.Documents.known;
import static io.lvsfleet.controlplane.decide.Examined.findings;
import static io.lvsfleet.controlplane.decide.Examined.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.topology.Topology;
import org.junit.jupiter.api.Test;

class NodeAddressTest {

  private static final String HTTP = "#/virtualServices/http";

  @Test
  void noAddress() {
    assertThat(violations(Topology.EMPTY, KnownNodes.NONE, DR))
        .containsExactly(HTTP + "/realServers/a/node no-address");
  }

  @Test
  void addressAmbiguous() {
    Findings findings = findings(Topology.EMPTY, known("web1 192.168.7.21 192.168.8.21"), DR);

    assertThat(findings.violations()).hasSize(1);
    assertThat(findings.violations().getFirst())
        .hasToString(
            HTTP
                + "/realServers/a/node address-ambiguous: web1 has several addresses and none is in"
                + " the virtual IP's network: 192.168.7.21, 192.168.8.21; give"
                + " nodes.web1.addresses");
  }

  @Test
  void theAddressInTheVirtualIpsNetworkIsChosen() {
    Findings findings = findings(Topology.EMPTY, known("web1 192.168.7.21 10.0.0.11 fd00::1"), DR);

    assertThat(findings.addresses().get(new ServerRef("http", "a"))).hasToString("10.0.0.11");
  }

  @Test
  void writtenAddressesWinOverReportedOnes() {
    Findings findings =
        findings(Topology.EMPTY, KNOWN, DR + "nodes: {web1: {addresses: {a: 10.0.0.77}}}");

    assertThat(findings.addresses().get(new ServerRef("http", "a"))).hasToString("10.0.0.77");
  }

  @Test
  void anAddressOnceChosenStaysWhileTheAgentReportsIt() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);

    assertThat(
            findings(topology, known("web1 10.0.0.10 10.0.0.11"), DR)
                .addresses()
                .get(new ServerRef("http", "a")))
        .hasToString("10.0.0.11");
    assertThat(
            findings(topology, known("web1 10.0.0.10"), DR)
                .addresses()
                .get(new ServerRef("http", "a")))
        .hasToString("10.0.0.10");
  }

  @Test
  void aVirtualIpANodeHoldsIsNotItsAddress() {
    assertThat(violations(Topology.EMPTY, known("web1 10.0.0.100 10.0.0.11"), DR)).isEmpty();
  }
}
