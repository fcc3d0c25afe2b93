package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.Announcing;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Operation;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What cannot be done now is tried again later, and keeps nothing else waiting.
class RetriesTest {

  private static final LocalAddress REFUSED =
      new LocalAddress("eth0", IpAddress.parse("10.0.0.101"), 24);

  /// Often enough that a wait is seen, so seldom that no poll helps.
  private static final NodePolicy SELDOM =
      new NodePolicy(NodePolicy.Drift.REPAIR, Duration.ofHours(1), Duration.ZERO);

  private final Bench bench = new Bench();

  @Test
  void aRefusedAddressDelaysNoOther() {
    bench.kernel.faults.refuse(about(REFUSED), "EPERM");
    start(Announcing.DEFAULT);
    bench.pass(Duration.ofMinutes(10));
    assertThat(bench.sent(Rejected.class)).isNotEmpty();
    long before = tries(REFUSED);

    bench.kernel.addresses.drop(VIP_ON_ETH0);
    changed();
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(tries(REFUSED)).isEqualTo(before);
    assertThat(bench.codes()).containsOnly("EPERM", "skipped");
  }

  @Test
  void aRefusedAddressIsTriedAgainAtLeastEveryMinute() {
    bench.kernel.faults.refuse(about(REFUSED), "EPERM");
    start(Announcing.DEFAULT);
    bench.pass(Duration.ofMinutes(10));
    assertThat(tries(REFUSED)).isBetween(10L, 18L);
    bench.kernel.faults.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.addresses.dump()).containsExactlyInAnyOrder(VIP_ON_ETH0, REFUSED);
  }

  @Test
  void aContestedAddressDelaysNoOther() {
    start(Announcing.DEFAULT);
    for (int i = 0; i < 20; i++) {
      bench.kernel.addresses.drop(REFUSED);
      changed();
      bench.pass(Duration.ofSeconds(1));
    }
    bench.kernel.addresses.drop(REFUSED);
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    changed();
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
  }

  @Test
  void announcementsGoOnWhileSomethingElseIsRefused() {
    bench.kernel.faults.refuse(about(REFUSED), "EPERM");
    start(new Announcing(5, Duration.ofSeconds(1), Duration.ZERO));
    bench.pass(Duration.ofSeconds(4));
    assertThat(bench.kernel.addresses.announced()).hasSize(5).containsOnly(VIP_ON_ETH0);
  }

  @Test
  void anAnnouncementThatFailsDelaysNoOther() {
    bench.kernel.faults.refuse(
        operation -> operation instanceof AnnounceAddress one && one.address().equals(REFUSED),
        "ENOBUFS");
    start(new Announcing(5, Duration.ofSeconds(1), Duration.ZERO));
    bench.pass(Duration.ofSeconds(4));
    assertThat(bench.kernel.addresses.announced()).hasSize(5).containsOnly(VIP_ON_ETH0);
    bench.kernel.faults.clear();
    bench.pass(Patience.LONGEST);
    assertThat(bench.kernel.addresses.announced()).contains(REFUSED);
  }

  private void start(Announcing announcing) {
    DirectorState director =
        new DirectorState(
            CLUSTER,
            DirectorRole.ALONE,
            Sorted.set(List.of(VIP_ON_ETH0, REFUSED)),
            Sorted.map(),
            Sorted.map(),
            IpvsSettings.NONE,
            Network.NONE,
            announcing,
            null);
    NodeState state = new NodeState(LVS1, director, Sorted.map(), Sorted.map(), SELDOM);
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(1, state)));
  }

  private void changed() {
    bench.dispatch(new Event.KernelChanged(Sorted.set(Set.of(Facet.ADDRESSES))));
  }

  private static Predicate<Operation> about(LocalAddress address) {
    return operation -> operation instanceof AddAddress add && add.address().equals(address);
  }

  private long tries(LocalAddress address) {
    return bench.effects.stream()
        .filter(effect ->
            effect instanceof Effect.Execute execute
                && execute.plan().operations().stream().anyMatch(about(address)))
        .count();
  }
}
