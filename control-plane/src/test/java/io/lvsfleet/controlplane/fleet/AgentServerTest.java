package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.JoinTokens;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.protocol.v1.EnrolmentGrpc;
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real server over real TLS on the loopback device.
class AgentServerTest {

  private static final ClusterId CLUSTER = new ClusterId("shop");

  private final TestPki authority = new TestPki("authority");
  private final FakeDesiredStates states = new FakeDesiredStates();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Map<String, NodeId> tokens = new ConcurrentHashMap<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private AgentServer server = server();

  private AgentServer server() {
    AgentDirectory directory =
        new AgentDirectory() {
          @Override
          public void connected(NodeId node, AgentFacts facts) {
            events.add(node + " connected " + facts.addresses());
          }

          @Override
          public void disconnected(NodeId node, String reason) {
            events.add(node + " disconnected " + reason);
          }

          @Override
          public void happened(NodeId node, String type, String detail) {
            events.add(node + " " + type + " " + detail);
          }
        };
    JoinTokens once = (token, now, source) -> Optional.ofNullable(tokens.remove(token));
    try {
      return new AgentServer(
          authority,
          authority.server(),
          once,
          states,
          directory,
          "1.2.3",
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          InstantSource.fixed(Instant.EPOCH));
    } catch (javax.net.ssl.SSLException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : toClose) {
      one.close();
    }
    server.close();
  }

  private ManagedChannel channel(@Nullable KeyManager key) throws Exception {
    ManagedChannel channel =
        TestAgent.channel(server.port(), authority.certificate(), key, "TLSv1.3");
    toClose.add(channel::shutdownNow);
    return channel;
  }

  private TestAgent agent(@Nullable KeyManager key) throws Exception {
    return new TestAgent(channel(key), true);
  }

  private TestAgent agent(String node) throws Exception {
    return agent(authority.agent(node));
  }

  private static Desired desired(String node, long revision) {
    Stamp stamp = new Stamp("inc", revision, Sorted.map(Map.of(CLUSTER, new Revision(revision))));
    return new Desired(stamp, NodeState.empty(new NodeId(node)), 0);
  }

  /// A director with one real server on each of these nodes.
  private static Desired director(String node, long revision, String... realServers) {
    Map<RealServerKey, RealServerSpec> specs = new ConcurrentHashMap<>();
    for (String realServer : realServers) {
      specs.put(
          new RealServerKey(IpAddress.parse("10.0.0." + (21 + specs.size())), 80),
          new RealServerSpec(
              realServer,
              RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, Weight.ONE),
              new RealServerSpec.Gate(new NodeId(realServer), Sorted.set()),
              Sorted.set(),
              Sorted.set()));
    }
    ServiceSpec service =
        new ServiceSpec(
            "http", VirtualServiceConfig.of(Scheduler.RR), OnFailure.REMOVE, Sorted.map(specs));
    NodeState state =
        new NodeState(
            new NodeId(node),
            new DirectorState(
                CLUSTER,
                DirectorRole.ALONE,
                Sorted.set(),
                Sorted.map(
                    Map.of(
                        new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80), service)),
                Sorted.map()),
            Sorted.map(),
            Sorted.map());
    return new Desired(new Stamp("inc", revision, Sorted.map()), state, 0);
  }

  private static FromAgent.Builder health(SessionProto.Verdict.State state, String evidence) {
    return FromAgent.newBuilder()
        .setHealthReport(
            SessionProto.HealthReport.newBuilder()
                .addVerdicts(
                    SessionProto.Verdict.newBuilder()
                        .setCheck(
                            NodeProto.CheckKey.newBuilder()
                                .setCluster("shop")
                                .setService("http")
                                .setRealServer("web1")
                                .setCheck("tcp"))
                        .setState(state)
                        .setEvidence(evidence)));
  }

  private AgentView view(String node) {
    return server.fleet().agent(new NodeId(node)).orElseThrow();
  }

  private void event(String text) {
    await("event with \"" + text + "\"")
        .untilAsserted(
            () -> assertThat(events).anySatisfy(event -> assertThat(event).contains(text)));
  }

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
    event("web1 protocol-error");
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
    states.set(large("web1", 0));
    TestAgent agent = new TestAgent(channel(authority.agent("web1")), false).greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    for (int revision = 1; revision <= changes; revision++) {
      states.set(large("web1", revision));
    }
    agent.request(Integer.MAX_VALUE - 1);

    List<Long> revisions = new ArrayList<>();
    do {
      revisions.add(agent.next().getDesired().getStamp().getNodeRevision());
    } while (revisions.getLast() < changes);
    assertThat(revisions).isSorted().doesNotHaveDuplicates().hasSizeLessThan(changes / 2);
    assertThat(agent.drain()).isEmpty();
  }

  /// A state of a megabyte, so that a stream nobody reads from is soon full.
  private static Desired large(String node, long revision) {
    Map<io.lvsfleet.model.CheckKey, io.lvsfleet.model.CheckSpec> checks = new ConcurrentHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      checks.put(
          new io.lvsfleet.model.CheckKey(CLUSTER, "service-" + i, "real-server", "check"),
          new io.lvsfleet.model.CheckSpec(
              new io.lvsfleet.model.CheckSpec.Probe.TcpConnect(IpAddress.parse("10.0.0.21"), 80),
              java.time.Duration.ofSeconds(1),
              java.time.Duration.ofSeconds(1),
              1,
              1));
    }
    NodeState state = new NodeState(new NodeId(node), null, Sorted.map(), Sorted.map(checks));
    return new Desired(new Stamp("inc", revision, Sorted.map()), state, 0);
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
    event("web1 check shop/http/web1/tcp is down: connection refused");
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
      await().until(() -> !view(node).verdicts().isEmpty());
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
    event("web1 session-replaced a newer session from 127.0.0.1:");
    assertThat(view("web1").connected()).isTrue();

    second.say(health(SessionProto.Verdict.State.STATE_UP, ""));
    await().until(() -> !view("web1").verdicts().isEmpty());
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
    event("web1 rejected");
    assertThat(view("web1").rejection()).isNotNull();
    assertThat(view("web1").applied()).isNull();

    agent.say(
        FromAgent.newBuilder().setApplied(SessionProto.Applied.newBuilder().setStamp(message)));
    event("web1 applied");
    assertThat(view("web1").rejection()).isNull();
    assertThat(view("web1").applied()).isEqualTo(stamp);
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
    await().until(() -> !view("web1").verdicts().isEmpty());
    event("web1 check");
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

  private SessionProto.EnrolResponse enrol(String token, KeyPair key, byte[] signed)
      throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(signed);
    signature.update(key.getPublic().getEncoded());
    return EnrolmentGrpc.newBlockingStub(channel(null))
        .enrol(
            SessionProto.EnrolRequest.newBuilder()
                .setToken(token)
                .setPublicKey(ByteString.copyFrom(key.getPublic().getEncoded()))
                .setProof(ByteString.copyFrom(signature.sign()))
                .build());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static org.assertj.core.api.AbstractObjectAssert<?, Status.Code> assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(StatusRuntimeException.class)
        .extracting(
            e -> Status.fromThrowable(e).getCode(),
            org.assertj.core.api.InstanceOfAssertFactories.type(Status.Code.class));
  }

  @Test
  void aTokenBuysOneCertificateThatOpensASession() throws Exception {
    tokens.put("id.secret", new NodeId("web7"));
    KeyPair key = TestPki.keyPair();
    SessionProto.EnrolResponse response = enrol("id.secret", key, bytes("id.secret"));
    assertThat(response.getNode()).isEqualTo("web7");
    assertThat(response.getAuthority().toByteArray())
        .isEqualTo(authority.certificate().getEncoded());
    List<X509Certificate> chain = new ArrayList<>();
    for (ByteString one : response.getCertificateChainList()) {
      chain.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(one.toByteArray())));
    }
    TestAgent agent = agent(AgentServer.keyManager(key.getPrivate(), chain)).greet();
    assertThat(agent.next().hasWelcome()).isTrue();
    assertThat(server.fleet().agents().keySet()).isEqualTo(Set.of(new NodeId("web7")));

    assertRefused(() -> enrol("id.secret", key, bytes("id.secret")))
        .isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aWrongProofIsRefusedAndDoesNotUseTheTokenUp() throws Exception {
    tokens.put("id.secret", new NodeId("web7"));
    KeyPair key = TestPki.keyPair();
    assertRefused(() -> enrol("id.secret", key, bytes("another")))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(tokens).containsKey("id.secret");
  }

  @Test
  void guessingTokensIsSlowedDown() throws Exception {
    KeyPair key = TestPki.keyPair();
    for (int i = 0; i < FailureLimit.BURST; i++) {
      assertRefused(() -> enrol("id.guess", key, bytes("id.guess")))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    tokens.put("id.secret", new NodeId("web7"));
    assertRefused(() -> enrol("id.secret", key, bytes("id.secret")))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }
}
