package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.agent.enrol.IdentityStore;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.Target;
import io.lvsfleet.wire.TestPki;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes the state directory of an agent that has many HTTP checks and nothing else to do, for
/// `./dev bench health`. Each check asks for a URL of its own, so that none is shared and the
/// server's log tells which one asked when.
public final class HealthBench {

  private HealthBench() {}

  /// @param arguments directory, number of checks, interval in seconds, then the addresses
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int checks = Integer.parseInt(arguments[1]);
    Duration interval = Duration.ofSeconds(Integer.parseInt(arguments[2]));
    int addresses = arguments.length - 3;
    NodeId node = new NodeId("bench");
    SortedMap<CheckKey, CheckSpec> all = new TreeMap<>();
    for (int i = 0; i < checks; i++) {
      IpAddress address = IpAddress.parse(arguments[3 + i % addresses]);
      all.put(
          new CheckKey(new ClusterId("bench"), "s" + i / 100, "r" + i % 100, "page"),
          CheckSpec.of(
              Probe.Http.get(Target.of(address, 80), "/c/" + i), interval, interval, 3, 2));
    }
    new IdentityStore(directory).store(identity(node));
    Stamp stamp = new Stamp("bench", 1, Sorted.map());
    Desired desired =
        new Desired(stamp, NodeState.of(node, null, Sorted.map(), Sorted.map(all)), 0);
    new StateFile(directory).write(Memory.of(desired, Sorted.map(), Sorted.map()));
  }

  private static Identity identity(NodeId node) throws Exception {
    TestPki pki = new TestPki("bench");
    KeyPair key = TestPki.keyPair();
    return Identity.of(key.getPrivate(), pki.issueAgent(node, key.getPublic()), pki.certificate());
  }
}
