package io.lvsfleet.controlplane.service;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.controlplane.decide.Command;
import io.lvsfleet.controlplane.decide.Decision;
import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.controlplane.declared.DeclaredOverride.Target;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.controlplane.service.OverrideService.Outcome;
import io.lvsfleet.controlplane.topology.OverrideKey;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServerOverride;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverrideServiceTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final Author AUTHOR = new Author("olga", null);
  private static final OverrideKey X = new OverrideKey(new OverrideKey.Scope.OfCluster(WEB), "x");
  private static final OverrideKey OF_NODE =
      new OverrideKey(new OverrideKey.Scope.OfNode(WEB1), "patching");
  private static final Target A = new Target.RealServer("http", "a");

  private final InMemoryTopologyStore store = new InMemoryTopologyStore();
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOON);
  private final TestFleet fleet = new TestFleet();
  private final TopologyService topology = new TopologyService(store, () -> fleet, clock::get);
  private final OverrideService overrides = new OverrideService(topology, clock::get);

  @BeforeEach
  void load() {
    topology.load();
    Documents.KNOWN.facts().forEach(topology::connected);
    apply(DR);
  }

  private Decision apply(String yaml) {
    return topology.change(WEB, _ -> Documents.put(WEB, yaml), AUTHOR);
  }

  private static DeclaredOverride drain(Target target) {
    return new DeclaredOverride(
        new DeclaredOverride.Drain(target, 3, NOON.plusSeconds(600)), "disk", null);
  }

  private static DeclaredOverride freeze(@Nullable Instant expiresAt) {
    return new DeclaredOverride(new DeclaredOverride.Freeze(), "christmas", expiresAt);
  }

  private Outcome put(OverrideKey key, DeclaredOverride declared) {
    return overrides.put(key, _ -> {}, _ -> declared, AUTHOR, false);
  }

  private Outcome.Done done(OverrideKey key, DeclaredOverride declared) {
    return (Outcome.Done) put(key, declared);
  }

  /// What the director is told about each real server.
  private SortedMap<String, List<ServerOverride>> told() {
    NodeState state = topology.desired(LB).orElseThrow().state();
    SortedMap<String, List<ServerOverride>> told = new TreeMap<>();
    for (ServiceSpec service :
        java.util.Objects.requireNonNull(state.director()).services().values()) {
      for (RealServerSpec server : service.realServers().values()) {
        told.put(server.name(), server.overrides());
      }
    }
    return told;
  }

  private long revision(NodeId node) {
    return topology.nodeRevision(node);
  }

  private List<EventType> events() {
    return store.events().stream().map(Event::type).toList();
  }

  @Test
  void aDrainIsToldToTheDirectorAndMakesNoRevisionOfTheCluster() {
    List<SortedSet<NodeId>> news = new ArrayList<>();
    topology.subscribe(news::add);

    Outcome.Done done = done(X, drain(A));

    assertThat(done.touched()).containsExactly(LB);
    assertThat(news).containsExactly(done.touched());
    assertThat(revision(LB)).isEqualTo(2);
    assertThat(revision(WEB1)).isEqualTo(1);
    assertThat(topology.topology().clusterOrEmpty(WEB).revision().number()).isEqualTo(1);
    assertThat(told().get("a"))
        .containsExactly(
            new ServerOverride(
                "x",
                new ServerOverride.Drain(3, NOON.plusSeconds(600)),
                "olga",
                "disk",
                NOON,
                null));
    assertThat(told().get("b")).isEmpty();
    assertThat(java.util.Objects.requireNonNull(done.standing()).scope()).containsEntry(LB, 2L);
    assertThat(events()).endsWith(EventType.OVERRIDE_CREATED);
  }

  @Test
  void theSameAgainChangesNothing() {
    put(X, drain(A));
    clock.set(NOON.plusSeconds(60));

    Outcome.Done again = done(X, drain(A));

    assertThat(again.changed()).isFalse();
    assertThat(revision(LB)).isEqualTo(2);
    assertThat(topology.overrides().get(X)).isEqualTo(again.before());
  }

  @Test
  void anOrderThatGoesOnKeepsItsBeginningAndAnotherOneBeginsNow() {
    put(X, drain(A));
    clock.set(NOON.plusSeconds(60));
    List<Instant> counted = new ArrayList<>();
    OverrideService.Order longer =
        since -> {
          counted.add(since);
          return new DeclaredOverride(drain(A).kind(), "two disks", since.plusSeconds(7200));
        };

    Outcome.Done prolonged = (Outcome.Done) overrides.put(X, _ -> {}, longer, AUTHOR, false);
    Outcome.Done other =
        (Outcome.Done)
            overrides.put(
                X,
                _ -> {},
                _ -> new DeclaredOverride(new DeclaredOverride.Disable(A), "broken", null),
                AUTHOR,
                false);

    assertThat(counted).containsExactly(NOON);
    assertThat(java.util.Objects.requireNonNull(prolonged.standing()).since()).isEqualTo(NOON);
    assertThat(java.util.Objects.requireNonNull(other.standing()).since())
        .isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void theDocumentDoesNotUndoIt() {
    put(X, drain(A));

    apply(DR);
    apply(DR.replace("0.12}", "0.12, weight: 9}"));
    apply(DR.replace("forwarding: dr", "forwarding: dr\n    scheduler: rr"));

    assertThat(told().get("a")).hasSize(1);
    assertThat(told().get("b")).isEmpty();
  }

  @Test
  void itStandsWhenWhatItIsAboutLeavesAndHoldsWhenThatComesBack() {
    put(X, drain(A));

    apply(DR.replace("      a: {node: web1}\n", ""));
    assertThat(topology.overrides().get(X)).isNotNull();
    assertThat(told()).containsOnlyKeys("b");
    apply(DR);

    assertThat(told().get("a")).hasSize(1);
  }

  @Test
  void aNodeIsOverriddenInEveryService() {
    apply(
        DR
            + """
              https:
                listen: {virtualIp: www, port: 443}
                forwarding: dr
                realServers:
                  c: {node: web1}
            """);

    Outcome.Done done =
        done(
            OF_NODE,
            new DeclaredOverride(
                new DeclaredOverride.Maintenance(new Target.OnNode(WEB1)), "kernel", null));

    assertThat(done.touched()).containsExactly(LB);
    assertThat(told().get("a"))
        .singleElement()
        .satisfies(o -> assertThat(o.kind()).isEqualTo(new ServerOverride.Maintenance()))
        .satisfies(o -> assertThat(o.id()).isEqualTo("nodes/web1/patching"));
    assertThat(told().get("c")).hasSize(1);
    assertThat(told().get("b")).isEmpty();
  }

  @Test
  void whatWasOrderedLaterComesLater() {
    put(
        X,
        new DeclaredOverride(
            new DeclaredOverride.Pin(new Target.RealServer("http", "a"), new Weight(7)),
            "try it",
            null));
    clock.set(NOON.plusSeconds(1));
    put(
        OF_NODE,
        new DeclaredOverride(new DeclaredOverride.Disable(new Target.OnNode(WEB1)), "off", null));

    assertThat(told().get("a"))
        .extracting(ServerOverride::kind)
        .containsExactly(new ServerOverride.Pin(new Weight(7)), new ServerOverride.Disable());
  }

  @Test
  void nothingIsOrderedOfWhatIsNotThere() {
    assertThat(put(X, drain(new Target.RealServer("http", "zz"))))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(put(X, drain(new Target.OnNode(new NodeId("nowhere")))))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(put(X, freeze(NOON))).isInstanceOf(Outcome.Refused.class);
    assertThat(topology.overrides().all()).isEmpty();
  }

  @Test
  void aDryRunChangesNothing() {
    Outcome outcome = overrides.put(X, _ -> {}, _ -> drain(A), AUTHOR, true);

    assertThat(((Outcome.Done) outcome).touched()).containsExactly(LB);
    assertThat(topology.overrides().all()).isEmpty();
    assertThat(revision(LB)).isEqualTo(1);
  }

  @Test
  void cancelledItIsGone() {
    put(X, drain(A));

    Outcome.Done done = (Outcome.Done) overrides.cancel(X, _ -> {}, AUTHOR, false);

    assertThat(done.touched()).containsExactly(LB);
    assertThat(told().get("a")).isEmpty();
    assertThat(revision(LB)).isEqualTo(3);
    assertThat(store.events().getLast().data()).containsEntry("why", "cancelled");
  }

  @Test
  void aFrozenClusterStaysAsItIsUntilTheEnd() {
    put(X, freeze(NOON.plusSeconds(60)));
    String other = DR.replace("0.12}", "0.12, weight: 9}");

    assertThatThrownBy(() -> apply(other)).isInstanceOf(FrozenException.class);
    assertThatThrownBy(() -> topology.plan(WEB, _ -> Documents.put(WEB, other)))
        .isInstanceOf(FrozenException.class);
    assertThatThrownBy(() -> topology.change(WEB, _ -> new Command.DeleteCluster(WEB), AUTHOR))
        .isInstanceOf(FrozenException.class);
    assertThat(apply(DR)).isInstanceOf(Decision.Unchanged.class);
    assertThat(put(new OverrideKey(X.scope(), "y"), drain(A))).isInstanceOf(Outcome.Done.class);

    clock.set(NOON.plusSeconds(60));
    assertThat(apply(other)).isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void whatIsOverIsTakenAway() {
    put(X, new DeclaredOverride(drain(A).kind(), "disk", NOON.plus(Duration.ofHours(1))));
    overrides.endExpired();
    assertThat(topology.overrides().get(X)).isNotNull();
    clock.set(NOON.plus(Duration.ofHours(1)));

    overrides.endExpired();
    overrides.endExpired();

    assertThat(topology.overrides().all()).isEmpty();
    assertThat(revision(LB)).isEqualTo(3);
    assertThat(store.events().getLast().data()).containsEntry("why", "expired");
  }

  @Test
  void aClusterTakesItsOverridesWithIt() {
    put(X, drain(A));

    topology.change(WEB, _ -> new Command.DeleteCluster(WEB), AUTHOR);
    apply(DR);

    assertThat(topology.overrides().all()).isEmpty();
    assertThat(store.load().overrides().all()).isEmpty();
    assertThat(events()).contains(EventType.OVERRIDE_ENDED);
  }

  @Test
  void anotherReplicaFollows() {
    TopologyService other = new TopologyService(store, () -> fleet, clock::get);
    other.load();
    List<SortedSet<NodeId>> news = new ArrayList<>();
    other.subscribe(news::add);

    put(X, drain(A));
    other.catchUp();

    assertThat(other.desired(LB)).isEqualTo(topology.desired(LB));
    assertThat(news).hasSize(1).first().satisfies(nodes -> assertThat(nodes).containsExactly(LB));
  }

  @Test
  void maintenanceOfADirectorThatFailsOverKeepsItFromBeingMaster() {
    apply(
        DR.replace(
            "[{node: lb1, interface: eth0}]",
            "[{node: lb1, interface: eth0, priority: 150}, {node: lb2, interface: eth0}]"));
    DeclaredOverride maintenance =
        new DeclaredOverride(
            new DeclaredOverride.Maintenance(new Target.OnNode(LB)), "new power supply", null);
    OverrideKey ofDirector = new OverrideKey(new OverrideKey.Scope.OfNode(LB), "power");

    Outcome.Done done = done(ofDirector, maintenance);

    assertThat(done.touched()).containsExactly(LB);
    assertThat(isInMaintenance(LB)).isTrue();
    assertThat(isInMaintenance(new NodeId("lb2"))).isFalse();
    overrides.cancel(ofDirector, _ -> {}, AUTHOR, false);
    assertThat(isInMaintenance(LB)).isFalse();
  }

  private boolean isInMaintenance(NodeId node) {
    NodeState state = topology.desired(node).orElseThrow().state();
    return java.util.Objects.requireNonNull(
            java.util.Objects.requireNonNull(state.director()).failover())
        .maintenance();
  }

  @Test
  void aFrozenClusterStillHandsOver() {
    apply(
        DR.replace(
            "[{node: lb1, interface: eth0}]",
            "[{node: lb1, interface: eth0, priority: 150}, {node: lb2, interface: eth0}]"));
    put(X, freeze(null));

    assertThat(topology.change(WEB, _ -> new Command.HandOver(WEB, LB), AUTHOR))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void aDirectorThatIsAloneCannotStepBack() {
    DeclaredOverride maintenance =
        new DeclaredOverride(
            new DeclaredOverride.Maintenance(new Target.OnNode(LB)), "new power supply", null);

    assertThat(put(new OverrideKey(new OverrideKey.Scope.OfNode(LB), "power"), maintenance))
        .isInstanceOf(Outcome.Refused.class);
  }
}
