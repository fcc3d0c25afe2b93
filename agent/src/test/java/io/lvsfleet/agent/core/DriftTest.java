package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.model.Contest;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.Drift;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Facet;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Somebody else changes what is ours.
class DriftTest {

  private static final NodeState DIRECTOR =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));

  private static final NodeState REPORTING =
      TestStates.with(
          new NodePolicy(NodePolicy.Drift.REPORT, Duration.ofSeconds(10), Duration.ZERO), DIRECTOR);

  private final Bench bench = new Bench();

  @Test
  void whatIsUndoneIsToldInWords() {
    bench.applied(DIRECTOR);
    bench.pass(Duration.ofSeconds(5));
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.observation().drift())
        .containsExactly(
            new Drift(
                TestStates.NOON.plusSeconds(30), "ip address add 10.0.0.100/24 dev eth0", true));
  }

  @Test
  void thePollIsAsOftenAsThePolicySays() {
    bench.applied(
        TestStates.with(
            new NodePolicy(NodePolicy.Drift.REPAIR, Duration.ofSeconds(2), Duration.ZERO),
            DIRECTOR));
    bench.kernel.ipvs.drop(HTTP);
    bench.pass(Duration.ofMillis(2_010));
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
  }

  @Test
  void whereDriftIsOnlyReportedNothingIsUndoneUntilTheNextWantedChange() {
    bench.applied(REPORTING);
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(Duration.ofMinutes(5));

    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.observation().drift()).hasSize(1).noneMatch(Drift::repaired);
    assertThat(bench.observation().outstanding()).contains("ip address add 10.0.0.100/24 dev eth0");
    assertThat(bench.codes()).contains("drift");

    bench.dispatch(new Event.DesiredArrived(desired(2, REPORTING)));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(bench.sent(Applied.class)).hasSize(2);
    assertThat(bench.observation().outstanding()).isEmpty();
  }

  @Test
  void aRestartIsNoReasonToUndoWhatIsOnlyReported() {
    bench.applied(REPORTING);
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.start().connected();
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.codes()).contains("drift");
  }

  @Test
  void whatWasNeverReachedIsMadeAfterARestartAllTheSame() {
    bench.kernel.faults.refuse(operation -> true, "EPERM");
    bench.start();
    bench.dispatch(new Event.DesiredArrived(desired(1, REPORTING)));
    bench.kernel.faults.clear();
    bench.start();
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
  }

  @Test
  void whoKeepsUndoingIsToldAsAContest() {
    bench.applied(DIRECTOR);
    bench.pass(Duration.ofSeconds(5));
    for (int i = 0; i < 40; i++) {
      bench.kernel.addresses.drop(VIP_ON_ETH0);
      bench.dispatch(new Event.KernelChanged(Sorted.set(Set.of(Facet.ADDRESSES))));
      bench.pass(Duration.ofSeconds(1));
    }
    assertThat(bench.observation().contests())
        .singleElement()
        .satisfies(contest -> {
          assertThat(contest.object()).isEqualTo(VIP_ON_ETH0.toString());
          assertThat(contest.times()).isBetween(3, 6);
        });
    bench.pass(DriftLog.CALM.plusMinutes(2));
    assertThat(bench.observation().contests()).isEqualTo(java.util.List.<Contest>of());
  }

  @Test
  void theLastTwentyAreKept() {
    bench.applied(DIRECTOR);
    for (int i = 0; i < 30; i++) {
      bench.kernel.addresses.drop(VIP_ON_ETH0);
      bench.pass(Duration.ofMinutes(3));
    }
    assertThat(bench.observation().drift()).hasSize(DriftLog.KEPT);
    assertThat(bench.observation().repairedDrift()).isEqualTo(30);
  }
}
