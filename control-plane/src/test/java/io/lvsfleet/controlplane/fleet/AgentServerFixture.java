package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.CertificateAuthority;
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
import io.lvsfleet.protocol.v1.NodeProto;
import io.lvsfleet.protocol.v1.SessionProto;
import io.lvsfleet.protocol.v1.SessionProto.FromAgent;
import io.lvsfleet.wire.TestPki;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The real server over real TLS on the loopback device, with test doubles behind it.
abstract class AgentServerFixture {

  static final ClusterId CLUSTER = new ClusterId("shop");

  final TestPki authority = new TestPki("authority");
  final FakeDesiredStates states = new FakeDesiredStates();
  final List<String> events = new CopyOnWriteArrayList<>();
  final Map<String, NodeId> tokens = new ConcurrentHashMap<>();
  final List<AutoCloseable> toClose = new ArrayList<>();
  final AgentServer server = server();

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
          public void happened(NodeId node, AgentEvent event) {
            events.add(node + " " + event.type().id() + " " + event.detail());
          }
        };
    JoinTokens once = (token, now, source) -> Optional.ofNullable(tokens.remove(token));
    try {
      return new AgentServer(
          issuing(),
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

  private CertificateAuthority issuing() {
    return new CertificateAuthority() {
      @Override
      public X509Certificate certificate() {
        return authority.certificate();
      }

      @Override
      public List<X509Certificate> issueAgent(NodeId node, PublicKey key) {
        return authority.issueAgent(node, key);
      }
    };
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

  ManagedChannel channel(@Nullable KeyManager key) throws Exception {
    ManagedChannel channel =
        TestAgent.channel(server.port(), authority.certificate(), key, "TLSv1.3");
    toClose.add(channel::shutdownNow);
    return channel;
  }

  TestAgent agent(@Nullable KeyManager key) throws Exception {
    return new TestAgent(channel(key), true);
  }

  TestAgent agent(String node) throws Exception {
    return agent(authority.agent(node));
  }

  static Desired desired(String node, long revision) {
    Stamp stamp = new Stamp("inc", revision, Sorted.map(Map.of(CLUSTER, new Revision(revision))));
    return new Desired(stamp, NodeState.empty(new NodeId(node)), 0);
  }

  /// A director with one real server on each of these nodes.
  static Desired director(String node, long revision, String... realServers) {
    Map<RealServerKey, RealServerSpec> specs = new TreeMap<>();
    for (String realServer : realServers) {
      specs.put(
          new RealServerKey(IpAddress.parse("10.0.0." + (21 + specs.size())), 80),
          new RealServerSpec(
              realServer,
              RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, Weight.ONE),
              RealServerSpec.Gate.of(new NodeId(realServer), Sorted.set()),
              Sorted.set(),
              Sorted.set()));
    }
    ServiceSpec service =
        ServiceSpec.of(
            "http", VirtualServiceConfig.of(Scheduler.RR), OnFailure.REMOVE, Sorted.map(specs));
    NodeState state =
        NodeState.of(
            new NodeId(node),
            DirectorState.of(
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

  static FromAgent.Builder health(SessionProto.Verdict.State state, String evidence) {
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

  AgentView view(String node) {
    return server.fleet().agent(new NodeId(node)).orElseThrow();
  }

  void event(String text) {
    await("event with \"" + text + "\"")
        .untilAsserted(
            () -> assertThat(events).anySatisfy(event -> assertThat(event).contains(text)));
  }
}
