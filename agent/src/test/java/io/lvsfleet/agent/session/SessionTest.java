package io.lvsfleet.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.wire.DesiredWire;
import io.lvsfleet.wire.TestPki;
import io.lvsfleet.wire.WitnessWire;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The session against a small real server over TLS on the loopback device.
class SessionTest {

  private static final int PATIENCE_SECONDS = 10;
  private static final NodeId NODE = new NodeId("web1");

  private final TestPki authority = new TestPki("authority");
  private FakeControlPlane controlPlane = new FakeControlPlane(authority, authority.server(), 0);
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile Stamp applied = new Stamp("inc", 3, Sorted.map());
  private final Session session = session(controlPlane.target());

  private Session session(Target target) {
    Identity identity = identity();
    return new Session(
        target,
        identity::tls,
        () ->
            new Self(
                "0.1",
                "7.3.0",
                "boot-1",
                Sorted.set(Set.of(IpAddress.parse("10.0.0.21"))),
                Capabilities.UNKNOWN,
                applied),
        events::add,
        new Backoff(new Random(1)));
  }

  private Identity identity() {
    try {
      KeyPair key = TestPki.keyPair();
      return Identity.of(
          key.getPrivate(), authority.issueAgent(NODE, key.getPublic()), authority.certificate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() throws Exception {
    session.close();
    controlPlane.close();
  }

  private Event event() throws InterruptedException {
    Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event within " + PATIENCE_SECONDS + " s");
    }
    return event;
  }

  private StreamObserver<ToAgent> open() throws InterruptedException {
    session.start();
    StreamObserver<ToAgent> stream = controlPlane.stream();
    assertThat(controlPlane.next().hasHello()).isTrue();
    stream.onNext(FakeControlPlane.welcome());
    assertThat(event()).isEqualTo(new Event.SessionOpened());
    return stream;
  }

  @Test
  void theAgentSaysHelloFirst() throws Exception {
    session.start();
    SessionProto.Hello hello = controlPlane.next().getHello();
    assertThat(hello)
        .isEqualTo(
            SessionProto.Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setProgramVersion("0.1")
                .setKernelRelease("7.3.0")
                .setBootId("boot-1")
                .addAddresses("10.0.0.21")
                .setApplied(
                    SessionProto.Stamp.newBuilder().setIncarnation("inc").setNodeRevision(3))
                .build());
  }

  @Test
  void theHandshakeIsTls13WhenTheServerCan() throws Exception {
    // A plain socket, because the small server's own transport stops at TLS 1.2.
    SSLContext tls =
        Channels.tls(
            new KeyManager[] {authority.server()}, Channels.trust(authority.certificate()));
    try (SSLServerSocket listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setSoTimeout(PATIENCE_SECONDS * 1000);
      Session client = session(new Target("127.0.0.1", listening.getLocalPort()));
      client.start();
      try (SSLSocket socket = (SSLSocket) listening.accept()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setNeedClientAuth(true);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=agent");
      } finally {
        client.close();
      }
    }
  }

  @Test
  void whatTheControlPlaneSaysBecomesEventsInOrder() throws Exception {
    StreamObserver<ToAgent> stream = open();
    Desired desired = new Desired(new Stamp("inc", 4, Sorted.map()), NodeState.empty(NODE), 7);
    WitnessReport witness = new WitnessReport(new NodeId("web2"), true, Sorted.map(), Sorted.map());
    stream.onNext(
        ToAgent.newBuilder()
            .setNotReady(SessionProto.NotReady.newBuilder().setReason("loading"))
            .build());
    stream.onNext(ToAgent.newBuilder().setDesired(DesiredWire.encode(desired)).build());
    stream.onNext(ToAgent.getDefaultInstance()); // of a newer version: ignored
    stream.onNext(ToAgent.newBuilder().setWitness(WitnessWire.encode(witness)).build());
    assertThat(event()).isEqualTo(new Event.NotReadyArrived("loading"));
    assertThat(event()).isEqualTo(new Event.DesiredArrived(desired));
    assertThat(event()).isEqualTo(new Event.WitnessArrived(witness));
  }

  @Test
  void reportsAreDroppedBeforeTheGreetingAndSentAfterIt() throws Exception {
    Stamp stamp = new Stamp("inc", 4, Sorted.map());
    session.start();
    StreamObserver<ToAgent> stream = controlPlane.stream();
    assertThat(controlPlane.next().hasHello()).isTrue();
    session.send(new AgentMessage.Applied(new Stamp("early", 1, Sorted.map())));
    stream.onNext(FakeControlPlane.welcome());
    assertThat(event()).isEqualTo(new Event.SessionOpened());

    CheckKey check = new CheckKey(new ClusterId("shop"), "http", "web1", "tcp");
    session.send(new AgentMessage.Applied(stamp));
    session.send(
        new AgentMessage.HealthReport(
            Sorted.map(
                Map.of(
                    check, CheckVerdict.of(CheckVerdict.State.UP, Instant.EPOCH, "connected")))));
    session.send(
        new AgentMessage.ObservedReport(
            Observation.of(
                Sorted.map(),
                List.of("-A -t 10.9.9.9:80"),
                List.of(
                    new EffectiveServer(
                        "http",
                        "web1",
                        true,
                        Weight.ONE,
                        ServerState.UP,
                        Instant.EPOCH,
                        "ready",
                        null)),
                2)));
    FromAgent first = controlPlane.next();
    assertThat(first.getApplied().getStamp().getIncarnation()).isEqualTo("inc");
    assertThat(controlPlane.next().getHealthReport().getVerdicts(0).getEvidence())
        .isEqualTo("connected");
    SessionProto.Observed observed = controlPlane.next().getObserved();
    assertThat(observed.getForeignList()).containsExactly("-A -t 10.9.9.9:80");
    assertThat(observed.getServers(0).getReason()).isEqualTo("ready");
    assertThat(observed.getRepairedDrift()).isEqualTo(2);
  }

  @Test
  void aStateThatCannotBeReadIsRejectedByName() throws Exception {
    StreamObserver<ToAgent> stream = open();
    Desired good = new Desired(new Stamp("inc", 4, Sorted.map()), NodeState.empty(NODE), 0);
    SessionProto.Desired.Builder bad = DesiredWire.encode(good).toBuilder();
    bad.getStateBuilder().setNode("NOT A NAME");
    stream.onNext(ToAgent.newBuilder().setDesired(bad).build());
    SessionProto.Rejected rejected = controlPlane.next().getRejected();
    assertThat(rejected.getStamp().getNodeRevision()).isEqualTo(4);
    assertThat(rejected.getReasons(0).getObject()).isEqualTo("desired.state.node");
    stream.onNext(ToAgent.newBuilder().setDesired(DesiredWire.encode(good)).build());
    assertThat(event()).isEqualTo(new Event.DesiredArrived(good));
  }

  @Test
  void aLostSessionIsToldAndOpenedAgainWithANewHello() throws Exception {
    open();
    int port = controlPlane.target().port();
    controlPlane.close();
    assertThat(event()).isInstanceOf(Event.SessionLost.class);
    session.send(new AgentMessage.Applied(applied)); // nobody there: dropped

    applied = new Stamp("inc", 9, Sorted.map());
    controlPlane = new FakeControlPlane(authority, authority.server(), port);
    StreamObserver<ToAgent> stream = controlPlane.stream();
    assertThat(controlPlane.next().getHello().getApplied().getNodeRevision()).isEqualTo(9);
    stream.onNext(FakeControlPlane.welcome());
    assertThat(event()).isEqualTo(new Event.SessionOpened());
    session.send(new AgentMessage.Applied(applied));
    assertThat(controlPlane.next().hasApplied()).isTrue();
  }

  @Test
  void aRefusalIsRetriedWithoutAnEvent() throws Exception {
    session.start();
    StreamObserver<ToAgent> refused = controlPlane.stream();
    assertThat(controlPlane.next().hasHello()).isTrue();
    refused.onError(Status.FAILED_PRECONDITION.withDescription("too old").asRuntimeException());
    StreamObserver<ToAgent> again = controlPlane.stream();
    assertThat(controlPlane.next().hasHello()).isTrue();
    again.onNext(FakeControlPlane.welcome());
    assertThat(event()).isEqualTo(new Event.SessionOpened());
  }

  @Test
  void closingSaysGoodbye() throws Exception {
    open();
    session.close();
    await().until(controlPlane::heardGoodbye);
    assertThat(events).isEmpty();
    session.send(new AgentMessage.Applied(applied)); // ignored
    session.close();
  }

  @Test
  void aControlPlaneOfAnotherAuthorityOrNameHearsNothing() throws Exception {
    TestPki rogue = new TestPki("authority");
    for (var key : List.of(rogue.server(), authority.server("elsewhere.example"))) {
      try (FakeControlPlane wrong = new FakeControlPlane(authority, key, 0)) {
        Session misled = session(wrong.target());
        misled.start();
        await()
            .during(java.time.Duration.ofMillis(600))
            .atMost(java.time.Duration.ofSeconds(5))
            .until(() -> !wrong.wasReached() && events.isEmpty());
        misled.close();
      }
    }
  }
}
