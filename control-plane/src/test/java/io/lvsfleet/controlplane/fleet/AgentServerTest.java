package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.wire.ReadinessWire;
import io.lvsfleet.wire.TestPki;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentServerTest extends AgentServerFixture {

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anAgentIsGreetedAndGetsItsState(String protocol) throws Exception {
    states.set(desired("web1", 5));
    ManagedChannel channel =
        TestAgent.channel(
            server.port(), authority.certificate(), authority.agent("web1"), protocol);
    toClose.add(channel::shutdownNow);
    TestAgent agent = new TestAgent(channel, true).greet();

    assertThat(agent.next().getWelcome())
        .isEqualTo(
            SessionProto.Welcome.newBuilder()
                .setProtocolVersion(1)
                .setControlPlaneVersion("1.2.3")
                .build());
    assertThat(agent.next().getDesired().getStamp().getNodeRevision()).isEqualTo(5);
    assertThat(view("web1").connected()).isTrue();
    event("web1 connected [10.0.0.21]");
  }

  @Test
  void aSessionWithoutCertificateIsRefused() throws Exception {
    Status status = agent((KeyManager) null).greet().end();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(server.fleet().agents()).isEmpty();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    // The same name, even the same distinguished name: only the key differs.
    Status status = agent(new TestPki("authority").agent("web1")).greet().end();
    assertThat(status.getCode()).isIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
    assertThat(server.fleet().agents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:lvs-fleet:operator:web1",
        "urn:lvs-fleet:agent:WEB1",
        "urn:lvs-fleet:agent:a:web1",
        "https://example.com/web1"
      })
  void aCertificateThatNamesNoAgentIsRefused(String uri) throws Exception {
    Status status = agent(authority.client(uri)).greet().end();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void theServersOwnCertificateIsNoAgents() throws Exception {
    Status status = agent(authority.server()).greet().end();
    assertThat(status.getCode()).isIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
    assertThat(server.fleet().agents()).isEmpty();
  }

  @Test
  void noCommonProtocolVersionEndsTheStreamNamingBoth() throws Exception {
    TestAgent agent =
        agent("web1")
            .say(
                FromAgent.newBuilder()
                    .setHello(TestAgent.hello().setProtocolMin(2).setProtocolMax(3)));
    Status status = agent.end();
    assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getDescription()).contains("control plane speaks 1,", "the agent 2 to 3");
  }

  @Test
  void aReportBeforeHelloIsRefused() throws Exception {
    Status status = agent("web1").say(health(SessionProto.Verdict.State.STATE_UP, "")).end();
    assertThat(status.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(status.getDescription()).contains("Hello");
  }

  @Test
  void aBrokenMessageEndsTheSessionNamingTheField() throws Exception {
    TestAgent agent =
        agent("web1").greet().say(health(SessionProto.Verdict.State.STATE_UNSPECIFIED, ""));
    Status status = agent.end();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("health_report.verdicts[0].state");
    event("web1 agent.protocol-error");
  }

  @Test
  void withoutTopologyTheAgentIsToldToWaitAndGetsTheStateLater() throws Exception {
    TestAgent agent = agent("web1").greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    assertThat(agent.next().hasNotReady()).isTrue();
    states.set(desired("web1", 1));
    assertThat(agent.next().getDesired().getStamp().getNodeRevision()).isEqualTo(1);
  }

  @Test
  void aSlowAgentGetsTheLastOfManyStatesAndNotAllOfThem() throws Exception {
    int changes = 100;
    NodeState large = largeState("web1");
    states.set(new Desired(new Stamp("inc", 0, Sorted.map()), large, 0));
    TestAgent agent = new TestAgent(channel(authority.agent("web1")), false).greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    for (int revision = 1; revision <= changes; revision++) {
      states.set(new Desired(new Stamp("inc", revision, Sorted.map()), large, 0));
    }
    agent.request(Integer.MAX_VALUE - 1);

    List<Long> revisions = new ArrayList<>();
    do {
      revisions.add(agent.next().getDesired().getStamp().getNodeRevision());
    } while (revisions.getLast() < changes);
    assertThat(revisions).isSorted().doesNotHaveDuplicates().hasSizeLessThan(changes / 2);
    assertThat(agent.drain()).isEmpty();
  }

  /// Makes a state of a megabyte, so that a stream nobody reads from is soon full.
  private static NodeState largeState(String node) {
    Map<CheckKey, CheckSpec> checks = new TreeMap<>();
    for (int i = 0; i < 10_000; i++) {
      checks.put(
          new CheckKey(CLUSTER, "service-" + i, "real-server", "check"),
          CheckSpec.tcp(
              IpAddress.parse("10.0.0.21"),
              80,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              1,
              1));
    }
    return NodeState.of(new NodeId(node), null, Sorted.map(), Sorted.map(checks));
  }

  @Test
  void aReportReachesTheDirectorAndTheView() throws Exception {
    states.set(director("director1", 1, "web1"));
    states.set(desired("web1", 1));
    states.relay("web1", "director1");
    TestAgent director = agent("director1").greet();
    assertThat(director.next().hasWelcome()).isTrue();
    assertThat(director.next().hasDesired()).isTrue();

    TestAgent web = agent("web1").greet();
    web.say(health(SessionProto.Verdict.State.STATE_DOWN, "connection refused"));
    SessionProto.Witness witness = witnessWithVerdicts(director);
    assertThat(witness.getNode()).isEqualTo("web1");
    assertThat(witness.getConnected()).isTrue();
    assertThat(witness.getVerdicts(0).getEvidence()).isEqualTo("connection refused");
    assertThat(view("web1").verdicts()).hasSize(1);
    event("web1 agent.check shop/http/web1/tcp is down: connection refused");
  }

  private static SessionProto.Witness witnessWithVerdicts(TestAgent director) throws Exception {
    SessionProto.Witness witness;
    do {
      ToAgent message = director.next();
      assertThat(message.hasWitness()).as("%s", message).isTrue();
      witness = message.getWitness();
    } while (witness.getVerdictsCount() == 0);
    return witness;
  }

  @Test
  void aLostSessionIsRelayedAsDisconnectedWithWhatWasSaidLast() throws Exception {
    states.set(director("director1", 1, "web1"));
    states.relay("web1", "director1");
    TestAgent director = agent("director1").greet();
    TestAgent web = agent("web1").greet();
    web.say(health(SessionProto.Verdict.State.STATE_UP, "connected"));
    assertThat(director.next().hasWelcome()).isTrue();
    assertThat(director.next().hasDesired()).isTrue();
    assertThat(witnessWithVerdicts(director).getConnected()).isTrue();

    web.close();
    SessionProto.Witness witness = witnessWithVerdicts(director);
    assertThat(witness.getConnected()).isFalse();
    assertThat(witness.getVerdicts(0).getState()).isEqualTo(SessionProto.Verdict.State.STATE_UP);
    assertThat(view("web1").connected()).isFalse();
    event("web1 disconnected");
  }

  @Test
  void aDirectorLearnsWhatWasSaidBeforeItConnectedOrBeforeItConcernedIt() throws Exception {
    states.set(director("director1", 1, "web1"));
    for (String node : List.of("web1", "web2")) {
      agent(node).greet().say(health(SessionProto.Verdict.State.STATE_UP, "said by " + node));
      await()
          .ignoreException(NoSuchElementException.class)
          .until(() -> !view(node).verdicts().isEmpty());
    }
    TestAgent director = agent("director1").greet();
    assertThat(director.next().hasWelcome()).isTrue();
    assertThat(director.next().hasDesired()).isTrue();
    assertThat(director.next().getWitness().getVerdicts(0).getEvidence()).isEqualTo("said by web1");

    states.set(director("director1", 2, "web1", "web2"));
    assertThat(director.next().hasDesired()).isTrue();
    assertThat(director.next().getWitness().getVerdicts(0).getEvidence()).isEqualTo("said by web2");
  }

  @Test
  void theNewerOfTwoSessionsOfOneNodeWins() throws Exception {
    states.set(desired("web1", 1));
    TestAgent first = agent("web1").greet();
    assertThat(first.next().hasWelcome()).isTrue();
    TestAgent second = agent("web1").greet();
    assertThat(first.end().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(second.next().hasWelcome()).isTrue();
    assertThat(second.next().hasDesired()).isTrue();
    event("web1 agent.session-replaced a newer session from 127.0.0.1:");
    assertThat(view("web1").connected()).isTrue();

    second.say(health(SessionProto.Verdict.State.STATE_UP, ""));
    await()
        .ignoreException(NoSuchElementException.class)
        .until(() -> !view("web1").verdicts().isEmpty());
  }

  @Test
  void appliedAndRejectedAreInTheView() throws Exception {
    TestAgent agent = agent("web1").greet();
    Stamp stamp = new Stamp("inc", 4, Sorted.map());
    SessionProto.Stamp message =
        SessionProto.Stamp.newBuilder().setIncarnation("inc").setNodeRevision(4).build();
    agent.say(
        FromAgent.newBuilder()
            .setRejected(
                SessionProto.Rejected.newBuilder()
                    .setStamp(message)
                    .addReasons(
                        SessionProto.Rejected.Reason.newBuilder()
                            .setObject("virtualServices/http")
                            .setCode("ENOENT")
                            .setDetail("no scheduler"))));
    event("web1 agent.rejected");
    assertThat(view("web1").rejection()).isNotNull();
    assertThat(view("web1").applied()).isNull();

    agent.say(
        FromAgent.newBuilder().setApplied(SessionProto.Applied.newBuilder().setStamp(message)));
    event("web1 agent.applied");
    assertThat(view("web1").rejection()).isNull();
    assertThat(view("web1").applied()).isEqualTo(stamp);
  }

  @Test
  void aRefusalStandsWhileTheAgentGoesOnWithAnOlderState() throws Exception {
    TestAgent agent = agent("web1").greet();
    agent.say(rejected(5, "mass-removal"));
    event("web1 agent.rejected");
    agent.say(rejected(4, "EBUSY"));
    agent.say(applied(4));
    event("web1 agent.applied");
    assertThat(view("web1").applied()).isEqualTo(new Stamp("inc", 4, Sorted.map()));
    assertThat(view("web1").rejection())
        .extracting(rejection -> rejection.stamp().nodeRevision())
        .isEqualTo(5L);

    agent.say(applied(6));
    await().until(() -> view("web1").rejection() == null);
  }

  private static FromAgent.Builder rejected(long revision, String code) {
    return FromAgent.newBuilder()
        .setRejected(
            SessionProto.Rejected.newBuilder()
                .setStamp(stamp(revision))
                .addReasons(
                    SessionProto.Rejected.Reason.newBuilder().setObject("web1").setCode(code)));
  }

  private static FromAgent.Builder applied(long revision) {
    return FromAgent.newBuilder()
        .setApplied(SessionProto.Applied.newBuilder().setStamp(stamp(revision)));
  }

  private static SessionProto.Stamp stamp(long revision) {
    return SessionProto.Stamp.newBuilder().setIncarnation("inc").setNodeRevision(revision).build();
  }

  @Test
  void aNodeThatLeftAClusterWhileItWasAwayIsNotReadyForItAnyMore() throws Exception {
    TestAgent web = agent("web1").greet();
    web.say(
        FromAgent.newBuilder()
            .setObserved(
                SessionProto.Observed.newBuilder()
                    .addAllReadiness(
                        ReadinessWire.encode(
                            Sorted.map(Map.of(CLUSTER, Readiness.of(Sorted.map())))))));
    await()
        .ignoreException(NoSuchElementException.class)
        .until(() -> !view("web1").readiness().isEmpty());
    web.close();
    await().ignoreException(NoSuchElementException.class).until(() -> !view("web1").connected());
    assertThat(view("web1").readiness()).containsOnlyKeys(CLUSTER);

    states.set(desired("web1", 2));
    assertThat(view("web1").readiness()).isEmpty();
  }

  @Test
  void subscribersHearOfEveryChangeUntilTheyEndIt() throws Exception {
    List<NodeId> heard = new CopyOnWriteArrayList<>();
    var subscription = server.fleet().subscribe(heard::add);
    TestAgent agent = agent("web1").greet();
    await().until(() -> heard.contains(new NodeId("web1")));
    subscription.close();
    int before = heard.size();
    agent.say(health(SessionProto.Verdict.State.STATE_UP, ""));
    await()
        .ignoreException(NoSuchElementException.class)
        .until(() -> !view("web1").verdicts().isEmpty());
    event("web1 agent.check");
    assertThat(heard).hasSize(before);
  }

  @Test
  void stoppingEndsTheSessionsAsUnavailable() throws Exception {
    TestAgent agent = agent("web1").greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    server.close();
    assertThat(agent.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    event("web1 disconnected the control plane stops");
  }
}
