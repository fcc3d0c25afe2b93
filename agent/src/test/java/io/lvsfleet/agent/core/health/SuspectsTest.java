package io.lvsfleet.agent.core.health;

import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Octets;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SuspectsTest {

  private static final IpAddress OWN = IpAddress.parse("10.0.0.21");
  private static final Target WEB = Target.of(OWN, 80);

  private static final SortedMap<CheckKey, CheckState> CHECKS =
      checks(
          Map.of(
              "connect",
              Probe.Tcp.connect(WEB),
              "other-port",
              Probe.Tcp.connect(Target.of(OWN, 81)),
              "fetch",
              Probe.Http.get(WEB, "/"),
              "listen",
              new Probe.Listen(Protocol.TCP, null, 80),
              "dns",
              new Probe.Udp(WEB, Octets.NONE, Octets.NONE, Octets.NONE, Probe.Udp.Silence.UP),
              "load",
              new Probe.Load(50, 100, 10)));

  private static SortedMap<CheckKey, CheckState> checks(Map<String, Probe> probes) {
    SortedMap<CheckKey, CheckState> all = new TreeMap<>();
    probes.forEach((name, probe) -> {
      CheckKey key = key(name);
      CheckSpec spec = CheckSpec.of(probe, Duration.ofSeconds(6), Duration.ofSeconds(3), 2, 3);
      all.put(key, CheckMachine.start(key, spec, null, NOON));
    });
    return all;
  }

  private static CheckKey key(String name) {
    return new CheckKey(CLUSTER, "http", "web1", name);
  }

  private static Set<CheckKey> suspects(Protocol protocol, String address, int port) {
    return Suspects.of(
        CHECKS, Set.of(new ListeningSocket(protocol, IpAddress.parse(address), port)), OWN::equals);
  }

  private static Set<CheckKey> keys(String... names) {
    return Sorted.set(List.of(names).stream().map(SuspectsTest::key).toList());
  }

  @Test
  void checksThatAskForTheClosedSocketAreSuspects() {
    assertThat(suspects(Protocol.TCP, "10.0.0.21", 80))
        .isEqualTo(keys("connect", "fetch", "listen"));
    assertThat(suspects(Protocol.TCP, "::", 80)).isEqualTo(keys("connect", "fetch", "listen"));
    assertThat(suspects(Protocol.UDP, "0.0.0.0", 80)).isEqualTo(keys("dns"));
    assertThat(suspects(Protocol.TCP, "0.0.0.0", 82)).isEmpty();
  }

  @Test
  void aListenerOfAnotherAddressIsSuspectOnlyWhereAnyAddressWillDo() {
    assertThat(suspects(Protocol.TCP, "127.0.0.1", 80)).isEqualTo(keys("listen"));
  }

  @Test
  void whenSomeWereMissedAllThatAskForSocketsAreSuspects() {
    assertThat(Suspects.of(CHECKS, OWN::equals))
        .isEqualTo(keys("connect", "other-port", "fetch", "listen", "dns"));
  }

  @Test
  void aServiceOfAnotherHostIsNotSuspectWhenAListenerOfOursCloses() {
    Set<ListeningSocket> wildcard =
        Set.of(new ListeningSocket(Protocol.TCP, IpAddress.parse("0.0.0.0"), 80));
    assertThat(Suspects.of(CHECKS, wildcard, _ -> false)).isEqualTo(keys("listen"));
    assertThat(Suspects.of(CHECKS, _ -> false)).isEqualTo(keys("listen"));
  }
}
