package io.lvsfleet.controlplane.service;

import static io.lvsfleet.controlplane.decide.Documents.DR;
import static io.lvsfleet.controlplane.decide.Documents.WEB;
import static io.lvsfleet.controlplane.decide.Documents.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.decide.Documents;
import io.lvsfleet.controlplane.document.DocumentWriter;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Statistics;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.reconcile.Declared;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StagedRolloutsTest {

  private static final NodeId LB = new NodeId("lb1");
  private static final NodeId WEB1 = new NodeId("web1");
  private static final Author AUTHOR = new Author("admin", null);
  private static final RolloutPolicy STAGED =
      new RolloutPolicy(true, false, Duration.ofMinutes(10));
  private static final RolloutPolicy CAREFUL =
      new RolloutPolicy(true, true, Duration.ofMinutes(10));

  /// Another virtual IP: the director and the real server have something to do.
  private static final String OTHER_IP = DR.replace("10.0.0.100/24", "10.0.0.101/24");

  private final InMemoryTopologyStore store = new InMemoryTopologyStore();
  private final TestFleet fleet = new TestFleet();
  private Instant now = Instant.EPOCH;
  private TopologyService service = service();

  private TopologyService service() {
    return new TopologyService(store, () -> fleet, () -> now);
  }

  @BeforeEach
  void firstRevisionIsApplied() {
    service = service();
    service.load();
    Documents.KNOWN.facts().forEach(service::connected);
    apply(DR, RolloutPolicy.AT_ONCE);
    verified(LB);
    verified(WEB1);
  }

  private void apply(String yaml, RolloutPolicy policy) {
    service.change(WEB, _ -> put(WEB, yaml), AUTHOR, policy);
  }

  private void look() {
    new StagedRollouts(service, () -> fleet, () -> now).look();
  }

  private Desired desired(NodeId node) {
    return service.desired(node).orElseThrow();
  }

  private void verified(NodeId node) {
    TreeMap<VirtualServiceKey, ServiceStatistics> services = new TreeMap<>();
    Declared.of(desired(node).state())
        .services()
        .forEach((key, service) -> {
          TreeMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
          Counters none = new Counters(0, 0, 0, 0, 0);
          service
              .realServers()
              .forEach((server, config) ->
                  servers.put(server, new ServerStatistics(config, 0, 0, 0, none, Rates.ZERO)));
          services.put(key, new ServiceStatistics(service.config(), none, Rates.ZERO, servers));
        });
    fleet.verified(node, desired(node).stamp(), new Statistics(now, true, services));
  }

  private String document() {
    return DocumentWriter.compact(service.topology().clusterOrEmpty(WEB).document());
  }

  private String scope(long revision) {
    return service.scope(WEB, new Revision(revision)).orElseThrow().toString();
  }

  @Test
  void aDirectorIsGivenItFirstAndTheOthersStayWhatTheyWere() {
    Desired before = desired(WEB1);

    apply(OTHER_IP, STAGED);

    assertThat(desired(LB).stamp().toString()).contains("web=2");
    assertThat(desired(WEB1)).isEqualTo(before);
    assertThat(scope(2)).isEqualTo("{lb1=2, web1=" + Long.MAX_VALUE + "}");
  }

  @Test
  void appliedIsNotEnoughForTheOthersVerifiedIs() {
    apply(OTHER_IP, STAGED);
    fleet.applied(LB, desired(LB).stamp());
    look();
    assertThat(Objects.requireNonNull(service.staged().get(WEB)).held()).containsOnlyKeys(WEB1);
    List<SortedSet<NodeId>> told = new ArrayList<>();
    service.subscribe(told::add);

    verified(LB);
    look();

    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).containsExactly(WEB1);
    assertThat(scope(2)).isEqualTo("{lb1=2, web1=2}");
    assertThat(desired(WEB1).stamp().clusters()).containsEntry(WEB, new Revision(2));
    assertThat(Declared.of(desired(WEB1).state()).addresses().toString()).contains("10.0.0.101");
    verified(WEB1);
    look();
    assertThat(service.staged()).isEmpty();
    assertThat(store.events().getLast().type().id()).isEqualTo("rollout.released");
  }

  @Test
  void aRefusalUndoesItWhenThatIsWanted() {
    String was = document();
    apply(OTHER_IP, CAREFUL);
    fleet.rejected(LB, desired(LB).stamp(), "no");

    look();

    assertThat(service.topology().clusterOrEmpty(WEB).revision()).isEqualTo(new Revision(3));
    assertThat(document()).isEqualTo(was);
    assertThat(service.staged()).isEmpty();
    assertThat(service.revision(WEB, new Revision(3)).orElseThrow().author().why())
        .contains("revision 2 failed");
  }

  @Test
  void aRefusalHoldsTheOthersForEverWhenNothingElseIsWanted() {
    Desired before = desired(WEB1);
    apply(OTHER_IP, STAGED);
    fleet.rejected(LB, desired(LB).stamp(), "no");
    now = now.plus(Duration.ofDays(1));

    look();

    assertThat(desired(WEB1)).isEqualTo(before);
    assertThat(service.topology().clusterOrEmpty(WEB).revision()).isEqualTo(new Revision(2));
  }

  @Test
  void whatIsNotVerifiedInTimeIsUndone() {
    apply(OTHER_IP, CAREFUL);
    now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
    look();
    assertThat(service.topology().clusterOrEmpty(WEB).revision()).isEqualTo(new Revision(2));

    now = now.plusMillis(1);
    look();

    assertThat(service.topology().clusterOrEmpty(WEB).revision()).isEqualTo(new Revision(3));
  }

  @Test
  void aNewerRevisionEndsItAndIsGivenToThoseThatWereHeld() {
    apply(OTHER_IP, CAREFUL);

    apply(OTHER_IP.replace("0.12}", "0.12, weight: 9}"), RolloutPolicy.AT_ONCE);

    assertThat(service.staged()).isEmpty();
    assertThat(scope(3)).isEqualTo("{lb1=3, web1=2}");
    assertThat(Declared.of(desired(WEB1).state()).addresses().toString()).contains("10.0.0.101");
  }

  @Test
  void anotherClustersChangeDoesNotLetItThrough() {
    apply(OTHER_IP, STAGED);
    ClusterId other = new ClusterId("other");
    String yaml =
        DR.replace("lb1", "lb2").replace("10.0.0.100/24", "10.0.0.200/24").replace("eth0", "eth1");
    service.change(other, _ -> put(other, yaml), AUTHOR);

    assertThat(desired(WEB1).stamp().nodeRevision()).isEqualTo(2);
    assertThat(desired(WEB1).stamp().clusters()).containsEntry(WEB, new Revision(1));
    String addresses = Declared.of(desired(WEB1).state()).addresses().toString();
    assertThat(addresses).contains("10.0.0.200", "10.0.0.100").doesNotContain("10.0.0.101");
    verified(WEB1);
    verified(LB);
    look();
    assertThat(scope(2)).isEqualTo("{lb1=2, web1=3}");
  }

  @Test
  void anotherReplicaKnowsWhoIsHeldAndGoesOn() {
    apply(OTHER_IP, STAGED);
    Desired held = desired(WEB1);
    service = service();
    service.load();

    assertThat(desired(WEB1)).isEqualTo(held);
    verified(LB);
    look();

    assertThat(desired(WEB1).stamp().clusters()).containsEntry(WEB, new Revision(2));
  }

  @Test
  void aNewClusterThatFailsIsRemovedAgain() {
    ClusterId other = new ClusterId("other");
    String yaml =
        DR.replace("lb1", "lb2").replace("10.0.0.100/24", "10.0.0.200/24").replace("eth0", "eth1");
    service.change(other, _ -> put(other, yaml), AUTHOR, CAREFUL);
    NodeId lb2 = new NodeId("lb2");
    fleet.rejected(lb2, desired(lb2).stamp(), "no");

    look();

    assertThat(service.topology().cluster(other)).isNull();
  }
}
