package io.lvsfleet.agent.session;

import io.grpc.stub.StreamObserver;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.agent.enrol.IdentityStore;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.protocol.v1.SessionProto.ToAgent;
import io.lvsfleet.wire.DesiredWire;
import io.lvsfleet.wire.TestPki;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Lets the packaged agent work for a moment and write down which classes it needed, so that the
/// next start finds them loaded and linked (JEP 514). It only probes a port and talks: nothing in
/// the kernel is changed.
///
/// Arguments: the launcher, the cache to write, an empty directory for the agent's state.
public final class TrainingRun {

  private static final NodeId NODE = new NodeId("training");
  private static final int MESSAGES = 3;
  private static final int PATIENCE_SECONDS = 120;

  private TrainingRun() {}

  public static void main(String[] arguments) throws Exception {
    TestPki authority = new TestPki("training");
    Path state = Path.of(arguments[2]);
    KeyPair key = TestPki.keyPair();
    new IdentityStore(state)
        .store(
            Identity.of(
                key.getPrivate(),
                authority.issueAgent(NODE, key.getPublic()),
                authority.certificate()));
    try (FakeControlPlane controlPlane = new FakeControlPlane(authority, authority.server(), 0)) {
      Target target = controlPlane.target();
      Process agent = start(arguments[0], arguments[1], state, target);
      try {
        converse(controlPlane, target.port());
        agent.destroy();
        if (!agent.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the agent does not end");
        }
      } finally {
        agent.destroyForcibly();
      }
    }
  }

  private static Process start(String launcher, String cache, Path state, Target target)
      throws java.io.IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                launcher,
                "run",
                "--control-plane",
                target.host() + ":" + target.port(),
                "--state-dir",
                state.toString())
            .redirectErrorStream(true)
            .redirectOutput(state.resolve("log").toFile());
    builder.environment().put("LVS_AGENT_JAVA_OPTIONS", "-XX:AOTCacheOutput=" + cache);
    return builder.start();
  }

  private static void converse(FakeControlPlane controlPlane, int port)
      throws InterruptedException {
    StreamObserver<ToAgent> stream = controlPlane.stream();
    controlPlane.next();
    stream.onNext(FakeControlPlane.welcome());
    stream.onNext(ToAgent.newBuilder().setDesired(DesiredWire.encode(someChecks(port))).build());
    for (int i = 0; i < MESSAGES; i++) {
      controlPlane.next();
    }
  }

  private static Desired someChecks(int port) {
    CheckSpec check =
        CheckSpec.tcp(
            IpAddress.parse("127.0.0.1"),
            port,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            1,
            1);
    CheckKey key = new CheckKey(new ClusterId("training"), "http", NODE.name(), "tcp");
    return new Desired(
        new Stamp("training", 1, Sorted.map()),
        NodeState.of(NODE, null, Sorted.map(), Sorted.map(Map.of(key, check))),
        0);
  }
}
