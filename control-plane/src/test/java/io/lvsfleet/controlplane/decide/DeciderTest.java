package io.lvsfleet.controlplane.decide;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.KNOWN;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static io.lvsfleet.controlplane.decide.Documents.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeciderTest {

  private static Decision.Accepted accepted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return (Decision.Accepted) decision;
  }

  @Test
  void aNewClusterTouchesItsDirectorAndItsAgents() {
    Decision.Accepted decision = accepted(Decider.decide(Topology.EMPTY, put(WEB, DR), KNOWN));

    assertThat(decision.revision()).isEqualTo(new Revision(1));
    assertThat(decision.touched()).containsExactly(new NodeId("lb1"), new NodeId("web1"));
    assertThat(decision.changes())
        .containsOnlyOnce(new TopologyChange.OpenRevision(WEB, new Revision(1)));
    Topology after = Topology.EMPTY.apply(decision.changes());
    assertThat(Objects.requireNonNull(after.cluster(WEB)).document())
        .isEqualTo(put(WEB, DR).document());
  }

  @Test
  void theSameDocumentAgainChangesNothing() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);

    assertThat(Decider.decide(topology, put(WEB, DR), KNOWN))
        .isEqualTo(new Decision.Unchanged(List.of()));
  }

  @Test
  void onlyRowsThatDifferAreChanged() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);

    Decision.Accepted decision =
        accepted(
            Decider.decide(
                topology, put(WEB, DR.replace("10.0.0.12}", "10.0.0.12, weight: 5}")), KNOWN));

    assertThat(decision.changes()).hasSize(2);
    assertThat(decision.changes().get(1)).isInstanceOf(TopologyChange.PutRealServer.class);
    assertThat(decision.touched()).containsExactly(new NodeId("lb1"));
  }

  @Test
  void writingADefaultOutTouchesNoNode() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);

    Decision.Accepted decision =
        accepted(
            Decider.decide(
                topology, put(WEB, DR.replace("10.0.0.12}", "10.0.0.12, weight: 1}")), KNOWN));

    assertThat(decision.touched()).isEmpty();
  }

  @Test
  void aDocumentThatBreaksRulesIsRejectedWithAllOfThem() {
    Decision decision =
        Decider.decide(
            Topology.EMPTY,
            put(
                WEB,
                DR.replace("10.0.0.12}", "10.0.0.12, port: 81}")
                    .replace("node: web1", "node: web1, lowerThreshold: 5")),
            KNOWN);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Rejected.class, rejected -> assertThat(rejected.violations()).hasSize(2));
  }

  @Test
  void takingEverythingAwayNeedsItsNumber() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);
    Command.PutCluster nothing = put(WEB, DR.substring(0, DR.indexOf("    realServers:")));

    Decision decision = Decider.decide(topology, nothing, KNOWN);

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.NeedsConfirmation.class,
            needs -> {
              assertThat(needs.removals()).isEqualTo(2);
              assertThat(needs.objects())
                  .containsExactly(
                      "virtualServices/http/realServers/a", "virtualServices/http/realServers/b");
            });
    assertThat(
            accepted(
                    Decider.decide(
                        topology, new Command.PutCluster(WEB, nothing.document(), 2), KNOWN))
                .allowedRemovals())
        .isEqualTo(2);
  }

  @Test
  void deletingIsItsOwnConfirmation() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);

    Decision.Accepted decision =
        accepted(Decider.decide(topology, new Command.DeleteCluster(WEB), KNOWN));

    assertThat(decision.allowedRemovals()).isEqualTo(3);
    assertThat(decision.touched()).containsExactly(new NodeId("lb1"), new NodeId("web1"));
    Topology after = topology.apply(decision.changes());
    assertThat(after.cluster(WEB)).isNull();
    assertThat(after.clustersOf(new NodeId("web1"))).isEmpty();
  }

  private static final String MARKED =
      """
      nodes: {web1: {addresses: {lan: 10.0.0.11}}}
      directors:
        members: [{node: lb1, interface: eth0}]
        connectionSync: {interface: eth1}
      virtualIps: {www: {address: 10.0.0.100/24}}
      virtualServices:
        a: {listen: {match: [{virtualIp: www, ports: "80"}]}, forwarding: dr}
        b: {listen: {match: [{virtualIp: www, ports: "81"}]}, forwarding: dr}
      """;

  private static Allocated allocated(Topology topology) {
    return topology.clusterOrEmpty(WEB).settings().value().allocated();
  }

  @Test
  void whatIsAllocatedStaysWhenOthersComeAndGo() {
    Topology first = Documents.with(Topology.EMPTY, WEB, MARKED);
    long markOfB = Objects.requireNonNull(allocated(first).marks().get("b"));

    Topology second =
        first.apply(
            accepted(
                    Decider.decide(
                        first,
                        new Command.PutCluster(
                            WEB,
                            put(
                                    WEB,
                                    MARKED.replaceAll("(?m)^  a: .*\n", "")
                                        + "  0: {listen: {match: [{virtualIp: www, ports: \"79\"}]},"
                                        + " forwarding: dr}\n")
                                .document(),
                            9),
                        KNOWN))
                .changes());

    assertThat(allocated(first).marks()).containsOnlyKeys("a", "b");
    assertThat(allocated(second).marks()).containsEntry("b", markOfB).containsOnlyKeys("0", "b");
    assertThat(allocated(second).syncId()).isEqualTo(1);
    assertThat(Decider.decide(first, put(WEB, MARKED), KNOWN))
        .isEqualTo(new Decision.Unchanged(List.of()));
  }

  @Test
  void aMarkSomebodyWritesIsNotAllocatedAsWell() {
    Topology first = Documents.with(Topology.EMPTY, WEB, MARKED);
    long markOfB = Objects.requireNonNull(allocated(first).marks().get("b"));

    Topology second =
        Documents.with(
            first,
            WEB,
            MARKED.replaceFirst("listen: .", "listen: {firewallMark: " + markOfB + ", "));

    assertThat(allocated(second).marks()).containsOnlyKeys("b").doesNotContainValue(markOfB);
  }

  @Test
  void directorsOfTwoClustersDoNotListenToEachOther() {
    ClusterId other = new ClusterId("other");
    Topology both =
        Documents.with(
            Documents.with(Topology.EMPTY, WEB, MARKED),
            other,
            MARKED.replace("lb1", "lb9").replace("10.0.0.100", "10.0.0.101"));

    assertThat(both.clusterOrEmpty(other).settings().value().allocated().syncId()).isEqualTo(2);
  }

  @Test
  void aClusterMadeAnewGoesOnCounting() {
    Topology topology = Documents.with(Topology.EMPTY, WEB, DR);
    Topology gone =
        topology.apply(
            accepted(Decider.decide(topology, new Command.DeleteCluster(WEB), KNOWN)).changes());

    assertThat(accepted(Decider.decide(gone, put(WEB, DR), KNOWN)).revision())
        .isEqualTo(new Revision(3));
  }
}
