package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.NOON;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import io.lvsfleet.model.VrrpInstance;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Operation.AddService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the agent's own loop leaves to VRRP.
class FailoversTest {

  private static final NodeState ALONE =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));
  private static final Subject QUORUM = new Subject.Quorum("http", 1);
  private static final Subject IP_VS = new Subject.IpvsProgrammable();
  private static final Failover FAILOVER =
      new Failover(
          Sorted.map(
              Map.of(
                  "outside",
                  new VrrpInstance(
                      3,
                      51,
                      "eth0",
                      AddressFamily.IPV4,
                      100,
                      Duration.ofSeconds(1),
                      Sorted.set(),
                      null,
                      null,
                      Sorted.set(List.of(VIP_ON_ETH0)),
                      Sorted.set(),
                      true))),
          true,
          Duration.ZERO,
          Duration.ZERO,
          Sorted.set(List.of(new Tracker(QUORUM, 0), new Tracker(IP_VS, -50))),
          null,
          Duration.ZERO,
          false,
          null);

  private static final FailoverStatus STATUS =
      new FailoverStatus(
          FailoverStatus.State.MASTER,
          NOON,
          "no advertisement for 3.6 s",
          Sorted.map(),
          true,
          Duration.ZERO,
          List.of(),
          null,
          List.of());

  private final Bench bench = new Bench();

  private static NodeState reporting(NodeState state) {
    return TestStates.with(
        new NodePolicy(NodePolicy.Drift.REPORT, Duration.ofSeconds(10), Duration.ZERO), state);
  }

  private static NodeState with(@Nullable Failover failover) {
    DirectorState old = Objects.requireNonNull(ALONE.director());
    DirectorState director =
        new DirectorState(
            old.cluster(),
            old.role(),
            old.virtualAddresses(),
            old.services(),
            old.sysctls(),
            old.settings(),
            old.network(),
            old.announcing(),
            failover);
    return new NodeState(LVS1, director, Sorted.map(), ALONE.checks(), ALONE.policy());
  }

  @Test
  void anAddressOfVrrpIsNeitherAddedNorRemovedNorClaimed() throws Exception {
    bench.applied(with(FAILOVER));
    assertThat(bench.kernel.addresses.dump()).doesNotContain(VIP_ON_ETH0);
    bench.kernel.addresses.add(VIP_ON_ETH0);
    bench.dispatch(new Event.KernelChanged(Sorted.set(List.of(Facet.ADDRESSES))));
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.kernel.addresses.dump()).contains(VIP_ON_ETH0);
    assertThat(bench.observation().foreign()).isEmpty();
    assertThat(bench.observation().drift()).isEmpty();
    assertThat(Objects.requireNonNull(bench.ledger).addresses()).doesNotContain(VIP_ON_ETH0);
  }

  @Test
  void aDirectorThatGetsAPeerLeavesItsAddressWhereItIs() throws Exception {
    bench.applied(ALONE);
    assertThat(bench.kernel.addresses.dump()).contains(VIP_ON_ETH0);
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(2, with(FAILOVER))));
    assertThat(bench.kernel.addresses.dump()).contains(VIP_ON_ETH0);
    assertThat(Objects.requireNonNull(bench.ledger).addresses()).doesNotContain(VIP_ON_ETH0);
  }

  @Test
  void aDirectorThatLosesItsPeerHoldsItsAddressItself() throws Exception {
    bench.applied(with(FAILOVER));
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(2, with(null))));
    assertThat(bench.kernel.addresses.dump()).contains(VIP_ON_ETH0);
    assertThat(Failovers.wanted(bench.state)).isNull();
  }

  @Test
  void anAddressThatVrrpTookAwayAfterAllComesBackAlsoWhereDriftIsOnlyReported() throws Exception {
    bench.applied(reporting(with(FAILOVER)));
    bench.dispatch(new Event.FailoverSeen(STATUS));
    bench.kernel.addresses.add(VIP_ON_ETH0);
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(2, reporting(with(null)))));
    bench.kernel.addresses.remove(VIP_ON_ETH0);
    bench.dispatch(new Event.FailoverSeen(null));
    assertThat(bench.kernel.addresses.dump()).contains(VIP_ON_ETH0);
  }

  @Test
  void whatADirectorHeldAloneIsKnown() {
    assertThat(Failovers.heldPlainly(bench.state)).isEmpty();
    bench.applied(ALONE);
    assertThat(Failovers.heldPlainly(bench.state)).containsExactly(VIP_ON_ETH0);
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(2, with(FAILOVER))));
    assertThat(Failovers.plain(bench.state)).isEmpty();
    assertThat(Failovers.heldPlainly(bench.state)).isEmpty();
  }

  @Test
  void aServiceWithoutHealthyServersAndIpvsOutOfSightAreDown() {
    bench.applied(with(FAILOVER));
    assertThat(Failovers.down(bench.state)).isEmpty();
    for (int i = 0; i < TestStates.CHECK.fall(); i++) {
      bench.dispatch(
          new Event.ProbeFinished(
              TestStates.OWN_CHECK, TestStates.CHECK, TestStates.answer(false)));
    }
    assertThat(Failovers.down(bench.state)).containsExactly(QUORUM);
    bench.blindTo.add(Facet.SERVICES);
    bench.dispatch(new Event.KernelChanged(Sorted.set(List.of(Facet.SERVICES))));
    assertThat(Failovers.down(bench.state)).contains(IP_VS);
  }

  @Test
  void ipvsIsDownUntilTheTableWasReachedForTheFirstTime() {
    bench.start().connected();
    bench.kernel.faults.refuse(AddService.class::isInstance, "ENOMEM");
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(1, with(FAILOVER))));
    assertThat(Failovers.down(bench.state)).contains(IP_VS);
    bench.kernel.faults.clear();
    bench.pass(Duration.ofMinutes(2));
    assertThat(Failovers.down(bench.state)).isEmpty();
  }

  @Test
  void ipvsIsDownBeforeTheFirstLook() {
    bench.applied(with(FAILOVER));
    Step step =
        Agent.step(
            Agent.blank(),
            new Event.Started(bench.state.host(), bench.memory, bench.ledger, Event.Mode.ACTING),
            NOON);
    assertThat(step.next().effective()).isNotNull();
    assertThat(Failovers.down(step.next())).contains(IP_VS);
  }

  @Test
  void aServiceThatIpvsRefusesLaterIsAReasonToHandOverAsWell() {
    DirectorState director = Objects.requireNonNull(ALONE.director());
    bench.applied(
        new NodeState(
            LVS1,
            new DirectorState(
                director.cluster(),
                director.role(),
                director.virtualAddresses(),
                Sorted.map(),
                director.sysctls(),
                director.settings(),
                director.network(),
                director.announcing(),
                FAILOVER),
            Sorted.map(),
            Sorted.map(),
            ALONE.policy()));
    bench.kernel.faults.refuse(AddService.class::isInstance, "ENOMEM");
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(2, with(FAILOVER))));
    assertThat(Failovers.down(bench.state)).contains(IP_VS);
    bench.kernel.faults.clear();
    bench.pass(Duration.ofMinutes(2));
    assertThat(Failovers.down(bench.state)).isEmpty();
  }

  @Test
  void whoWithdrawsTakesNoPart() {
    bench.applied(with(FAILOVER));
    assertThat(Failovers.wanted(bench.state)).isEqualTo(FAILOVER);
    bench.dispatch(new Event.Ordered(new Hold(new Hold.Withdrawal(), "root", NOON, null)));
    assertThat(Failovers.wanted(bench.state)).isNull();
  }

  @Test
  void whoOnlyObservesTakesNoPart() {
    bench.mode = Event.Mode.OBSERVING;
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(TestStates.desired(1, with(FAILOVER))));
    assertThat(Failovers.wanted(bench.state)).isNull();
  }

  @Test
  void whatVrrpSaysOfItselfIsTold() {
    bench.applied(with(FAILOVER));
    bench.dispatch(new Event.FailoverSeen(STATUS));
    assertThat(bench.observation().failover()).isEqualTo(STATUS);
  }
}
