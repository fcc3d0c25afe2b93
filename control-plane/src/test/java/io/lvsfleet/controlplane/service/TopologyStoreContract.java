package io.lvsfleet.controlplane.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.declared.ClusterDocument;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredRealServer.Target;
import io.lvsfleet.controlplane.declared.DocumentGenerator;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.controlplane.topology.AllocatedRealServer;
import io.lvsfleet.controlplane.topology.AllocatedSettings;
import io.lvsfleet.controlplane.topology.AllocatedVrrp;
import io.lvsfleet.controlplane.topology.ClusterTopology;
import io.lvsfleet.controlplane.topology.Handover;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.controlplane.topology.SoundDocuments;
import io.lvsfleet.controlplane.topology.StandingOverride;
import io.lvsfleet.controlplane.topology.Topology;
import io.lvsfleet.controlplane.topology.TopologyChange;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What every store of the topology does.
public abstract class TopologyStoreContract {

  private static final ClusterId A = new ClusterId("a");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Author AUTHOR = new Author("admin", "because");

  /// An empty one.
  protected abstract TopologyStore store();

  private static Commit commit(
      StoredTopology on, ClusterId cluster, List<TopologyChange> changes, Revision after) {
    SortedMap<NodeId, NodeRevision> touched = new TreeMap<>();
    touched.put(new NodeId("n1"), new NodeRevision(after.number(), 7));
    return new Commit(
        on.image(),
        cluster,
        on.topology().clusterOrEmpty(cluster).revision(),
        after,
        changes,
        touched,
        Sorted.set(),
        null,
        false,
        AUTHOR,
        NOW,
        new RevisionText.Whole("{}"),
        new ChangeCounts(1, 2, 3),
        List.of(
            new Event(
                NOW,
                EventType.ROLLOUT_APPLIED,
                Sorted.set(Set.of(cluster)),
                null,
                "admin",
                "revision " + after,
                Map.of("revision", after.number()))));
  }

  /// Every row of a document, whether its parts make sense together or not.
  private static List<TopologyChange> rows(ClusterDocument document, Revision revision) {
    List<TopologyChange> changes = new ArrayList<>();
    changes.add(new TopologyChange.OpenRevision(A, revision));
    Allocated allocated =
        new Allocated(
            new TreeMap<>(java.util.Map.of("s0", 0xffff_ffffL, "s1", revision.number())),
            revision.number() % 2 == 0 ? 7 : null,
            new TreeMap<>(
                java.util.Map.of(
                    new NodeId("n1"),
                    Sorted.set(Set.of(new SysctlKey("net.ipv4.vs.run_estimation"))))),
            revision.number() % 3 == 0
                ? null
                : new AllocatedVrrp(
                    (int) revision.number(),
                    new TreeMap<>(
                        Map.of(new NodeId("n1"), IpAddress.parse("fd00::" + revision.number())))),
            revision.number() % 4 == 0 ? null : new Handover(new NodeId("n1"), "order-7"));
    changes.add(
        new TopologyChange.PutSettings(A, new AllocatedSettings(document.settings(), allocated)));
    for (int i = 0; i < document.members().size(); i++) {
      changes.add(new TopologyChange.PutMember(A, i, document.members().get(i)));
    }
    document.nodes().forEach((id, n) -> changes.add(new TopologyChange.PutNode(A, id, n)));
    document
        .virtualIps()
        .forEach((name, vip) -> changes.add(new TopologyChange.PutVirtualIp(A, name, vip)));
    document
        .services()
        .forEach((name, service) -> {
          changes.add(new TopologyChange.PutService(A, name, service.settings()));
          service
              .checks()
              .forEach((c, check) -> changes.add(new TopologyChange.PutCheck(A, name, c, check)));
          service
              .realServers()
              .forEach((r, server) -> {
                IpAddress address =
                    server.target() instanceof Target.AtAddress(IpAddress at)
                        ? at
                        : IpAddress.parse("192.168.0.1");
                changes.add(
                    new TopologyChange.PutRealServer(
                        A, name, r, new AllocatedRealServer(server, address)));
              });
        });
    return changes;
  }

  @Test
  void anEmptyStoreLoadsAsNothing() {
    StoredTopology loaded = store().load();

    assertThat(loaded.topology()).isEqualTo(Topology.EMPTY);
    assertThat(loaded.image()).isZero();
    assertThat(loaded.incarnation()).isNotEmpty();
    assertThat(loaded.nodeRevisions()).isEmpty();
    assertThat(loaded.agents()).isEmpty();
  }

  private static OverrideCommit override(
      StoredTopology on,
      OverrideKey key,
      @org.jspecify.annotations.Nullable StandingOverride standing) {
    return new OverrideCommit(
        on.image(),
        key,
        standing,
        new TreeMap<>(Map.of(new NodeId("n1"), new NodeRevision(9, 1))),
        AUTHOR,
        NOW,
        List.of());
  }

  @Test
  void everyFieldOfEveryOverrideIsKept() {
    TopologyStore store = store();
    store.commit(
        commit(
            store.load(),
            A,
            rows(new DocumentGenerator(new Random(1)).any(), new Revision(1)),
            new Revision(1)));
    OverrideKey.Scope cluster = new OverrideKey.Scope.OfCluster(A);
    OverrideKey.Scope node = new OverrideKey.Scope.OfNode(new NodeId("n1"));
    DeclaredOverride.Target.RealServer server = new DeclaredOverride.Target.RealServer("s", "r");
    DeclaredOverride.Target.OnNode onNode = new DeclaredOverride.Target.OnNode(new NodeId("n1"));
    List<StandingOverride> all = new ArrayList<>();
    for (DeclaredOverride.Kind kind :
        List.of(
            new DeclaredOverride.Drain(server, 5, NOW.plusSeconds(60)),
            new DeclaredOverride.Drain(onNode, 0, null),
            new DeclaredOverride.Disable(server),
            new DeclaredOverride.Maintenance(onNode),
            new DeclaredOverride.Pin(server, new io.lvsfleet.model.Weight(65_535)),
            new DeclaredOverride.Freeze())) {
      all.add(
          new StandingOverride(
              new OverrideKey(all.size() % 2 == 0 ? cluster : node, "o" + all.size()),
              new DeclaredOverride(kind, "because", all.size() % 3 == 0 ? null : NOW),
              "olga",
              NOW,
              all.size(),
              new TreeMap<>(Map.of(new NodeId("n1"), 7L))));
    }

    all.forEach(standing -> store.commit(override(store.load(), standing.key(), standing)));
    assertThat(store.load().overrides().all().values()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(store.load().nodeRevisions())
        .containsEntry(new NodeId("n1"), new NodeRevision(9, 1));
    store.commit(override(store.load(), all.getFirst().key(), null));
    assertThat(store.load().overrides().all().values())
        .containsExactlyInAnyOrderElementsOf(all.subList(1, all.size()));
    StoredTopology now = store.load();
    assertThatThrownBy(() ->
            store.commit(
                new OverrideCommit(
                    now.image() - 1,
                    all.getLast().key(),
                    null,
                    new TreeMap<>(),
                    AUTHOR,
                    NOW,
                    List.of())))
        .isInstanceOf(TopologyStore.StaleImageException.class);
    assertThat(store.load()).isEqualTo(now);
  }

  @Test
  void everyFieldOfEveryRowIsKept() {
    TopologyStore store = store();
    for (int seed = 0; seed < 40; seed++) {
      ClusterDocument document = new DocumentGenerator(new Random(seed)).any();
      StoredTopology before = store.load();
      Revision revision = before.topology().clusterOrEmpty(A).revision().next();
      List<TopologyChange> changes = new ArrayList<>();
      if (before.topology().cluster(A) != null) {
        changes.add(new TopologyChange.RemoveCluster(A, revision));
      }
      changes.addAll(rows(document, revision));

      store.commit(commit(before, A, changes, revision));

      assertThat(store.load().topology())
          .as("seed " + seed)
          .isEqualTo(before.topology().apply(changes));
    }
  }

  /// Random histories of sound documents: what is loaded is what was in memory.
  @Test
  void loadingGivesTheImageThatChangesMade() {
    TopologyStore store = store();
    TestFleet fleet = new TestFleet();
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      TopologyService service = new TopologyService(store, () -> fleet, InstantSource.fixed(NOW));
      service.load();
      SoundDocuments.KNOWN.facts().forEach(service::connected);
      for (int i = 0; i < 12; i++) {
        ClusterId cluster = new ClusterId(random.nextBoolean() ? "a" : "b");
        Command command =
            random.nextInt(5) == 0
                ? new Command.DeleteCluster(cluster)
                : new Command.PutCluster(
                    cluster, SoundDocuments.rich(random, cluster.name()), 1_000_000);
        service.change(cluster, _ -> command, AUTHOR);

        StoredTopology loaded = store.load();
        assertThat(loaded.topology()).as("seed %d, step %d", seed, i).isEqualTo(service.topology());
        loaded
            .nodeRevisions()
            .forEach((n, r) -> assertThat(service.nodeRevision(n)).isEqualTo(r.number()));
        assertThat(loaded.agents()).isEqualTo(service.agents());
      }
    }
  }

  @Test
  void aPartThatLeavesChangesItsService() {
    TopologyStore store = store();
    TopologyService service = new TopologyService(store, TestFleet::new, InstantSource.fixed(NOW));
    service.load();
    Documents.KNOWN.facts().forEach(service::connected);
    service.change(Documents.WEB, _ -> Documents.put(Documents.WEB, Documents.DR), AUTHOR);
    String without = Documents.DR.replace("      b: {address: 10.0.0.12}\n", "");
    service.change(Documents.WEB, _ -> Documents.put(Documents.WEB, without), AUTHOR);

    assertThat(store.load().topology()).isEqualTo(service.topology());
  }

  @Test
  void anOutdatedImageIsRefusedAndNothingIsStored() {
    TopologyStore store = store();
    StoredTopology empty = store.load();
    List<TopologyChange> one = List.of(new TopologyChange.OpenRevision(A, new Revision(1)));
    store.commit(commit(empty, A, one, new Revision(1)));
    StoredTopology after = store.load();
    ClusterId other = new ClusterId("other");

    assertThatThrownBy(() ->
            store.commit(
                commit(
                    empty,
                    other,
                    List.of(new TopologyChange.OpenRevision(other, new Revision(1))),
                    new Revision(1))))
        .isInstanceOf(TopologyStore.StaleImageException.class);

    assertThat(store.load()).isEqualTo(after);
  }

  /// Random histories of sound documents: every revision is found again, whether it was kept whole
  /// or as what it changed, and it waits for those that have something to do for it.
  @Test
  void everyRevisionIsKept() {
    TopologyStore store = store();
    TopologyService service = new TopologyService(store, TestFleet::new, InstantSource.fixed(NOW));
    service.load();
    SoundDocuments.KNOWN.facts().forEach(service::connected);
    Random random = new Random(4);
    List<Optional<ClusterDocument>> documents = new ArrayList<>();
    List<Set<NodeId>> agents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Set<NodeId> before = new TreeSet<>(service.topology().clusterOrEmpty(A).agents());
      Command command =
          random.nextInt(9) == 0
              ? new Command.DeleteCluster(A)
              : new Command.PutCluster(A, SoundDocuments.document(random, "a"), 1_000_000);
      if (service.change(A, _ -> command, AUTHOR) instanceof Decision.Accepted) {
        ClusterTopology now = service.topology().cluster(A);
        documents.add(Optional.ofNullable(now).map(ClusterTopology::document));
        // Those that leave are waited for as well: they have to undo what they did.
        before.addAll(service.topology().clusterOrEmpty(A).agents());
        agents.add(before);
      }
    }
    for (int i = 0; i < documents.size(); i++) {
      Revision revision = new Revision(i + 1L);
      assertThat(service.document(A, revision))
          .as("revision " + revision)
          .isEqualTo(documents.get(i));
      assertThat(service.scope(A, revision).orElseThrow().keySet()).isEqualTo(agents.get(i));
      assertThat(service.revision(A, revision))
          .hasValueSatisfying(stored -> {
            assertThat(stored.author()).isEqualTo(AUTHOR);
            assertThat(stored.at()).isEqualTo(NOW);
            assertThat(stored.counts()).isNotNull();
          });
      assertThat(service.revision(A, revision).orElseThrow().isRemoval())
          .isEqualTo(documents.get(i).isEmpty());
    }
    assertThat(service.document(A, new Revision(documents.size() + 1L))).isEmpty();
    assertThat(service.revision(A, new Revision(documents.size() + 1L))).isEmpty();
    assertThat(service.revisions(A, null, 2))
        .extracting(revision -> revision.revision().number())
        .containsExactly((long) documents.size(), documents.size() - 1L);
    assertThat(service.revisions(A, new Revision(3), 10))
        .extracting(revision -> revision.revision().number())
        .containsExactly(2L, 1L);
  }

  @Test
  void aRevisionRemembersWhomItWaitsFor() {
    TopologyStore store = store();
    store.commit(
        commit(
            store.load(),
            A,
            List.of(new TopologyChange.OpenRevision(A, new Revision(1))),
            new Revision(1)));

    assertThat(store.scope(A, new Revision(1)))
        .hasValueSatisfying(scope -> assertThat(scope).hasToString("{n1=1}"));
    assertThat(store.scope(A, new Revision(2))).isEmpty();
    assertThat(store.scope(new ClusterId("b"), new Revision(1))).isEqualTo(Optional.empty());
    assertThat(store.load().nodeRevisions())
        .containsEntry(new NodeId("n1"), new NodeRevision(1, 7));
  }

  @Test
  void anAgentIsRememberedAsItSaidLast() {
    TopologyStore store = store();
    NodeId node = new NodeId("n1");
    KnownAgent first = agent("1", "10.0.0.1");
    KnownAgent second = agent("2", "fd00::1");
    Event event =
        new Event(
            NOW,
            EventType.AGENT_DISCONNECTED,
            Sorted.set(),
            new NodeId("n1"),
            null,
            "gone",
            Map.of("reason", "gone"));

    store.connected(node, first, event);
    store.connected(node, second, event);

    assertThat(store.load().agents())
        .isEqualTo(Sorted.map(new TreeMap<>(java.util.Map.of(node, second))));
  }

  private static KnownAgent agent(String version, String address) {
    return new KnownAgent(
        new AgentFacts(
            version,
            "6.1.0",
            new TreeSet<>(Set.of(IpAddress.parse(address))),
            new Capabilities(
                version,
                4096,
                Sorted.set(Set.of("rr", "wlc")),
                Sorted.set(Set.of("sip")),
                Sorted.set(Set.of(Tunnel.Type.GUE)),
                Sorted.set(Set.of(Protocol.TCP, Protocol.SCTP)),
                Sorted.set(Set.of(Device.Kind.IP6TNL)),
                true,
                "1.0.6",
                Sorted.set(Set.of(new SysctlKey("net.ipv4.vs.conntrack"))))),
        NOW);
  }

  /// A running control plane beside the test must not think that it failed.
  private static final Duration LONG = Duration.ofDays(10_000);

  private static final NodeId HELD = new NodeId("web1");

  /// A second revision of a cluster that is held back from one of its nodes.
  private static StoredTopology staged(TopologyStore store) {
    TopologyService service = new TopologyService(store, TestFleet::new, InstantSource.fixed(NOW));
    service.load();
    Documents.KNOWN.facts().forEach(service::connected);
    service.change(Documents.WEB, _ -> Documents.put(Documents.WEB, Documents.DR), AUTHOR);
    service.change(
        Documents.WEB,
        _ -> Documents.put(Documents.WEB, Documents.DR.replace("0.100/24", "0.101/24")),
        AUTHOR,
        new RolloutPolicy(true, true, LONG));
    return store.load();
  }

  @Test
  void whoIsHeldIsKeptWithWhatItShouldBe() {
    TopologyStore store = store();
    StoredTopology on = staged(store);

    Staged staged = Objects.requireNonNull(on.staged().get(Documents.WEB));

    assertThat(staged.revision()).isEqualTo(new Revision(2));
    assertThat(staged.base()).isEqualTo(new Revision(1));
    assertThat(staged.isRolledBack()).isTrue();
    assertThat(staged.deadline()).isEqualTo(NOW.plus(LONG));
    assertThat(staged.watched()).containsExactly(new NodeId("lb1"));
    assertThat(staged.held()).containsOnlyKeys(HELD);
    assertThat(Objects.requireNonNull(staged.held().get(HELD)).part())
        .asString()
        .contains("10.0.0.100");
    assertThat(store.scope(Documents.WEB, new Revision(2)).orElseThrow())
        .containsEntry(HELD, io.lvsfleet.controlplane.rollout.Rollout.HELD);
  }

  @Test
  void whoIsReleasedIsWaitedForInItsNewState() {
    TopologyStore store = store();
    StoredTopology on = staged(store);
    Staged staged = Objects.requireNonNull(on.staged().get(Documents.WEB));
    SortedMap<NodeId, NodeRevision> released = new TreeMap<>();
    released.put(HELD, new NodeRevision(7, 3));

    store.commit(
        new StageCommit(on.image(), Documents.WEB, staged, staged.released(), released, List.of()));

    StoredTopology after = store.load();
    assertThat(after.image()).isEqualTo(on.image() + 1);
    assertThat(after.staged().get(Documents.WEB)).isEqualTo(staged.released());
    assertThat(after.nodeRevisions()).containsEntry(HELD, new NodeRevision(7, 3));
    assertThat(store.scope(Documents.WEB, new Revision(2)).orElseThrow()).containsEntry(HELD, 7L);
    assertThatThrownBy(() ->
            store.commit(
                new StageCommit(
                    on.image(), Documents.WEB, staged, null, new TreeMap<>(), List.of())))
        .isInstanceOf(TopologyStore.StaleImageException.class);

    store.commit(
        new StageCommit(
            after.image(), Documents.WEB, staged.released(), null, new TreeMap<>(), List.of()));

    assertThat(store.load().staged()).isEmpty();
  }

  @Test
  void aNewerRevisionIsNotWatchedUnlessItIsWanted() {
    TopologyStore store = store();
    StoredTopology on = staged(store);
    Commit plain =
        commit(
            on,
            Documents.WEB,
            List.of(new TopologyChange.OpenRevision(Documents.WEB, new Revision(3))),
            new Revision(3));

    store.commit(
        new Commit(
            plain.image(),
            plain.cluster(),
            plain.before(),
            plain.after(),
            plain.changes(),
            plain.touched(),
            plain.leaving(),
            null,
            true,
            plain.author(),
            plain.at(),
            plain.text(),
            plain.counts(),
            plain.events()));

    assertThat(store.load().staged()).isEmpty();
  }
}
