package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.notReady;
import static io.lvsfleet.agent.core.TestStates.ready;
import static io.lvsfleet.agent.core.TestStates.realServer;
import static io.lvsfleet.agent.core.TestStates.witness;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Facet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The neighbours learn, and do not forget, who holds an address.
class AnnouncementsTest {

  private static final Announcing PACE =
      new Announcing(4, Duration.ofSeconds(2), Duration.ofMinutes(1));

  private final Bench bench = new Bench();

  @Test
  void anAddressIsAnnouncedAsOftenAsTheStateSaysAndThenRefreshed() {
    bench.applied(holding(PACE));
    assertThat(bench.kernel.addresses.announced()).containsExactly(VIP_ON_ETH0);
    bench.pass(Duration.ofMillis(1_900));
    assertThat(bench.kernel.addresses.announced()).hasSize(1);
    bench.pass(Duration.ofMillis(200));
    assertThat(bench.kernel.addresses.announced()).hasSize(2);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.kernel.addresses.announced()).hasSize(4);
    bench.pass(Duration.ofSeconds(60));
    assertThat(bench.kernel.addresses.announced()).hasSize(5);
    assertThat(bench.observation().repairedDrift()).isZero();
    assertThat(bench.sent(Rejected.class)).isEmpty();
  }

  @Test
  void withoutARefreshItEnds() {
    bench.applied(holding(Announcing.DEFAULT));
    bench.pass(Duration.ofHours(1));
    assertThat(bench.kernel.addresses.announced()).hasSize(3);
  }

  @Test
  void itBeginsAnewWhenTheAddressComesBackOrALinkDoes() {
    bench.applied(holding(Announcing.DEFAULT));
    bench.pass(Duration.ofSeconds(10));
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.announced()).hasSize(6);

    bench.dispatch(new Event.LinksChanged());
    bench.dispatch(new Event.LinksChanged()); // a storm of those begins once
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.kernel.addresses.announced()).hasSize(9);
  }

  /// The neighbours may have learned from the real server that it has the address.
  @Test
  void itBeginsAnewWhenARealServerIsSilentAgain() {
    bench.applied(holding(Announcing.DEFAULT));
    bench.dispatch(new Event.WitnessArrived(witness(true, notReady(), null)));
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.announced()).hasSize(3);

    bench.dispatch(new Event.WitnessArrived(witness(true, ready(), null)));
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.kernel.addresses.announced()).hasSize(6);

    bench.dispatch(new Event.WitnessArrived(witness(true, ready(), null)));
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.kernel.addresses.announced()).hasSize(6);

    // It was loud for so short a time that nobody heard of it.
    Readiness lapsed = new Readiness(ready().addresses(), Sorted.map(), 1);
    bench.dispatch(new Event.WitnessArrived(witness(true, lapsed, null)));
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.kernel.addresses.announced()).hasSize(9);
  }

  @Test
  void aRealServerTellsThatItWasLoudEvenIfItWasOverAtOnce() {
    bench.applied(realServer());
    bench.kernel.sysctls.put(ARP_IGNORE, "0");
    bench.dispatch(new Event.KernelChanged(Sorted.set(Set.of(Facet.SYSCTLS))));
    Readiness readiness = bench.observation().readiness().sequencedValues().getFirst();
    assertThat(readiness.ready(TestStates.VIP)).isTrue();
    assertThat(readiness.lapses()).isEqualTo(1);
  }

  @Test
  void whatCouldNotBeAnnouncedIsTriedAgain() {
    bench.applied(holding(Announcing.DEFAULT));
    bench.kernel.addresses.setDown("eth0");
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.codes()).containsExactly("ENETDOWN");
    bench.kernel.addresses.addInterface("eth0");
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.kernel.addresses.announced()).hasSize(3);
  }

  @Test
  void whatIsHeldSilentlyIsNeverAnnounced() {
    bench.applied(realServer());
    bench.dispatch(new Event.LinksChanged());
    bench.start();
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.addresses.announced()).isEmpty();
  }

  private static NodeState holding(Announcing pace) {
    DirectorState director =
        new DirectorState(
            TestStates.CLUSTER,
            DirectorRole.ALONE,
            Sorted.set(List.of(VIP_ON_ETH0)),
            Sorted.map(),
            Sorted.map(),
            IpvsSettings.NONE,
            Network.NONE,
            pace,
            null);
    return new NodeState(LVS1, director, Sorted.map(), Sorted.map(), TestStates.UNCOUNTED);
  }
}
