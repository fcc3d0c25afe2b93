package io.lvsfleet.controlplane.service;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static io.lvsfleet.controlplane.decide.Documents.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Revision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyServiceTest {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final Author AUTHOR = new Author("admin", null);

  private final InMemoryTopologyStore store = new InMemoryTopologyStore();
  private final TestFleet fleet = new TestFleet();
  private TopologyService service = service();

  private TopologyService service() {
    return new TopologyService(store, () -> fleet, InstantSource.fixed(Instant.EPOCH));
  }

  @BeforeEach
  void load() {
    service = service();
    service.load();
    Documents.KNOWN.facts().forEach(service::connected);
  }

  private Desired desired(NodeId node) {
    return service.desired(node).orElseThrow();
  }

  private Decision apply(String yaml) {
    return service.change(WEB, _ -> put(WEB, yaml), AUTHOR);
  }

  @Test
  void noStateYetIsNotAnEmptyState() {
    TopologyService fresh = service();

    assertThat(fresh.desired(LB)).isEmpty();
    assertThatThrownBy(fresh::topology).isInstanceOf(TopologyService.NotLoadedException.class);
  }

  @Test
  void aNodeInNoClusterHasAStateThatSaysSo() {
    assertThat(desired(LB).state()).isEqualTo(NodeState.empty(LB));
    assertThat(desired(LB).stamp().nodeRevision()).isZero();
  }

  @Test
  void aChangeIsToldToTheNodesItTouches() {
    List<SortedSet<NodeId>> told = new ArrayList<>();
    service.subscribe(told::add);

    apply(DR);
    apply(DR);
    apply(DR.replace("0.12}", "0.12, weight: 9}"));

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).containsExactly(LB, WEB1);
    assertThat(told.get(1)).containsExactly(LB);
    assertThat(desired(LB).stamp())
        .isEqualTo(
            new io.lvsfleet.model.Stamp(
                "in-memory", 2, new TreeMap<>(java.util.Map.of(WEB, new Revision(2)))));
    assertThat(desired(WEB1).stamp().nodeRevision()).isEqualTo(1);
  }

  @Test
  void whoUnsubscribesHearsNothing() {
    List<SortedSet<NodeId>> told = new ArrayList<>();
    var subscription = service.subscribe(told::add);
    subscription.close();
    subscription.close();

    apply(DR);

    assertThat(told).isEmpty();
  }

  @Test
  void directorsOfARealServerAreKnown() {
    apply(DR);

    assertThat(service.directorsOf(WEB1)).containsExactly(LB);
    assertThat(service.directorsOf(LB)).isEmpty();
  }

  @Test
  void aRevisionWaitsForTheWholeClusterNotOnlyForWhomItTouches() {
    apply(DR);
    apply(DR.replace("0.12}", "0.12, weight: 9}"));

    assertThat(service.scope(WEB, new Revision(2)).orElseThrow()).hasToString("{lb1=2, web1=1}");
  }

  @Test
  void aDeletedClusterWaitsForThoseWhoUndoIt() {
    apply(DR);

    service.change(WEB, _ -> new Command.DeleteCluster(WEB), AUTHOR);

    assertThat(service.scope(WEB, new Revision(2)).orElseThrow()).hasToString("{lb1=2, web1=2}");
    assertThat(desired(LB).state()).isEqualTo(NodeState.empty(LB));
    assertThat(desired(LB).allowedRemovals()).isEqualTo(3);
  }

  @Test
  void anAllowanceHoldsUntilItsStateIsApplied() {
    apply(DR);
    service.change(WEB, _ -> new Command.DeleteCluster(WEB), AUTHOR);
    apply(DR);
    assertThat(desired(LB).allowedRemovals()).isEqualTo(3);

    fleet.applied(LB, desired(LB).stamp());
    apply(DR.replace("0.12}", "0.12, weight: 9}"));

    assertThat(desired(LB).allowedRemovals()).isZero();
  }

  @Test
  void anotherReplicasChangeIsLoadedAndDecidedOn() {
    TopologyService replica = service();
    replica.load();
    apply(DR);

    Decision decision =
        replica.change(
            new ClusterId("other"),
            _ -> put(new ClusterId("other"), "directors: {members: [{node: lb1}]}"),
            AUTHOR);

    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    assertThat(replica.topology()).isEqualTo(service.topology());
  }

  @Test
  void aCommitWhoseEndWasNotHeardIsToldToItsNodesWhenItIsMadeAgain() {
    List<SortedSet<NodeId>> told = new ArrayList<>();
    service.subscribe(told::add);
    store.breakAfterNextCommit();

    assertThatThrownBy(() -> apply(DR)).isInstanceOf(InMemoryTopologyStore.BrokenException.class);
    assertThat(apply(DR)).isInstanceOf(Decision.Unchanged.class);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).containsExactly(LB, WEB1);
  }

  @Test
  void aCommitWhoseEndWasNotHeardIsToldToItsNodesThoughNobodyMakesAnother() {
    List<SortedSet<NodeId>> told = new ArrayList<>();
    service.subscribe(told::add);
    store.breakAfterNextCommit();
    assertThatThrownBy(() -> apply(DR)).isInstanceOf(InMemoryTopologyStore.BrokenException.class);

    service.catchUp();
    service.catchUp();

    assertThat(service.topology()).isEqualTo(store.load().topology());
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).containsExactly(LB, WEB1);
  }

  @Test
  void anotherReplicasChangeIsTakenInWithoutAChangeOfOnesOwn() {
    TopologyService replica = service();
    replica.load();
    List<SortedSet<NodeId>> told = new ArrayList<>();
    replica.subscribe(told::add);
    apply(DR);

    replica.catchUp();
    replica.catchUp();

    assertThat(replica.topology()).isEqualTo(service.topology());
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).containsExactly(LB, WEB1);
  }

  @Test
  void anotherReplicasChangeIsToldToItsNodes() {
    TopologyService replica = service();
    replica.load();
    List<SortedSet<NodeId>> told = new ArrayList<>();
    replica.subscribe(told::add);
    apply(DR);

    replica.change(WEB, _ -> put(WEB, DR.replace("0.12}", "0.12, weight: 9}")), AUTHOR);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).containsExactly(LB, WEB1);
  }

  @Test
  void eventsTellWhatHappened() {
    apply(DR);
    service.disconnected(LB, "gone");

    assertThat(store.events())
        .extracting(event -> event.type().id() + " " + event.clusters())
        .containsExactly(
            "agent.connected []",
            "agent.connected []",
            "cluster.created [web]",
            "rollout.started [web]",
            "agent.disconnected [web]");
  }
}
