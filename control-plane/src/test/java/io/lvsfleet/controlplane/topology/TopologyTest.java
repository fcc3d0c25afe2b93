package io.lvsfleet.controlplane.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decider;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopologyTest {

  private static final ClusterId A = new ClusterId("a");
  private static final ClusterId B = new ClusterId("b");

  /// A history of random documents of two clusters, as the changes that led there.
  private static List<TopologyChange> history(long seed) {
    Random random = new Random(seed);
    List<TopologyChange> history = new ArrayList<>();
    Topology topology = Topology.EMPTY;
    for (int i = 0; i < 12; i++) {
      ClusterId cluster = random.nextBoolean() ? A : B;
      Command command =
          random.nextInt(6) == 0
              ? new Command.DeleteCluster(cluster)
              : new Command.PutCluster(
                  cluster, SoundDocuments.rich(random, cluster.name()), Integer.MAX_VALUE);
      if (Decider.decide(topology, command, SoundDocuments.KNOWN)
          instanceof Decision.Accepted accepted) {
        history.addAll(accepted.changes());
        topology = topology.apply(accepted.changes());
      }
    }
    return history;
  }

  @Test
  void changesInAnySplitGiveTheSameImage() {
    for (long seed = 0; seed < 200; seed++) {
      List<TopologyChange> history = history(seed);
      Topology whole = Topology.EMPTY.apply(history);
      Random random = new Random(~seed);

      Topology pieces = Topology.EMPTY;
      int from = 0;
      while (from < history.size()) {
        int to = Math.min(history.size(), from + 1 + random.nextInt(5));
        pieces = pieces.apply(history.subList(from, to));
        from = to;
      }

      assertThat(pieces).as("seed " + seed).isEqualTo(whole);
    }
  }

  @Test
  void theIndexOfNodesIsThatOfTheClusters() {
    for (long seed = 0; seed < 100; seed++) {
      Topology topology = Topology.EMPTY.apply(history(seed));

      for (String name : SoundDocuments.NODES) {
        NodeId node = new NodeId(name);
        assertThat(topology.clustersOf(node))
            .as("seed " + seed + " node " + node)
            .containsExactlyElementsOf(
                topology.clusters().values().stream()
                    .filter(cluster -> cluster.agents().contains(node))
                    .map(ClusterTopology::id)
                    .toList());
      }
    }
  }

  @Test
  void anObjectRemembersItsOwnLastChange() {
    Topology first = Documents.with(Topology.EMPTY, Documents.WEB, Documents.DR);
    Topology second =
        Documents.with(first, Documents.WEB, Documents.DR.replace("0.12}", "0.12, weight: 7}"));

    ClusterTopology cluster = Objects.requireNonNull(second.cluster(Documents.WEB));
    ServiceRows http = Objects.requireNonNull(cluster.services().get("http"));
    assertThat(Objects.requireNonNull(http.realServers().get("a")).changed())
        .isEqualTo(new Revision(1));
    assertThat(Objects.requireNonNull(http.realServers().get("b")).changed())
        .isEqualTo(new Revision(2));
    assertThat(http.settings().changed()).isEqualTo(new Revision(1));
    assertThat(http.changed()).isEqualTo(new Revision(2));
    assertThat(Objects.requireNonNull(cluster.virtualIps().get("www")).changed())
        .isEqualTo(new Revision(1));
  }

  @Test
  void aServiceIsChangedByThePartThatLeavesIt() {
    Topology first = Documents.with(Topology.EMPTY, Documents.WEB, Documents.DR);
    Topology second =
        Documents.with(
            first, Documents.WEB, Documents.DR.replace("      b: {address: 10.0.0.12}\n", ""));

    assertThat(
            Objects.requireNonNull(
                    Objects.requireNonNull(second.cluster(Documents.WEB)).services().get("http"))
                .changed())
        .isEqualTo(new Revision(2));
  }

  @Test
  void aChangeOfWhatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> Topology.EMPTY.apply(List.of(new TopologyChange.RemoveMember(A, 0))))
        .hasMessageContaining("there is no cluster a");
  }
}
