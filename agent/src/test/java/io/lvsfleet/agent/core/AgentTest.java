package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.GATE;
import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.HTTPS;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.OWN_CHECK;
import static io.lvsfleet.agent.core.TestStates.SERVER;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_LO;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.notReady;
import static io.lvsfleet.agent.core.TestStates.ready;
import static io.lvsfleet.agent.core.TestStates.realServer;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static io.lvsfleet.agent.core.TestStates.stamp;
import static io.lvsfleet.agent.core.TestStates.witness;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.HealthReport;
import io.lvsfleet.agent.core.port.AgentMessage.ObservedReport;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualService;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.HostIdentity;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgentTest {

  private static final ServiceSpec SERVICE = service(OnFailure.REMOVE, server(null));
  private static final NodeState DIRECTOR = director(DirectorRole.ALONE, SERVICE);

  private static final int ABSENT = -1;
  private static final Duration AUDIT = NodePolicy.DEFAULT.driftPoll();

  private final Bench bench = new Bench();

  @Test
  void withoutAStateNothingIsTouchedNorEvenLookedAt() {
    bench.kernel.ipvs.put(HTTP, foreignService());
    bench.start().connected();
    bench.dispatch(new Event.NotReadyArrived("loading"));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.effects).isEmpty();
  }

  @Test
  void appliedIsSaidOnlyWhenEverythingIsReadBack() {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));

    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(bench.sent(Applied.class)).containsExactly(new Applied(stamp("first", 1)));
    // disk, whole look, exact look at what will be touched, act, look at what was touched
    assertThat(bench.effects)
        .filteredOn(effect -> !(effect instanceof Effect.Send || effect instanceof Effect.Inspect))
        .hasExactlyElementsOfTypes(
            Effect.PersistState.class,
            Effect.Observe.class,
            Effect.Observe.class,
            Effect.Execute.class,
            Effect.Observe.class);
    assertThat(bench.effects.getLast()).isInstanceOf(Effect.Send.class);
  }

  @Test
  void nothingIsSaidTwiceAndEverythingAgainInANewSession() {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.sent).hasSize(3);

    bench.dispatch(new Event.SessionLost("gone"));
    bench.connected();
    assertThat(bench.sent).hasSize(6);
    assertThat(bench.sent.subList(3, 6))
        .containsExactlyInAnyOrderElementsOf(bench.sent.subList(0, 3));
    assertThat(bench.sent(HealthReport.class)).hasSize(2);
    assertThat(bench.sent(ObservedReport.class)).hasSize(2);
  }

  @Test
  void neitherALostSessionNorNotReadyChangesTheKernel() {
    applied(DIRECTOR);
    KernelState before = bench.kernel.state();
    bench.dispatch(new Event.NotReadyArrived("loading"));
    bench.dispatch(new Event.SessionLost("gone"));
    bench.pass(Duration.ofHours(1));
    assertThat(bench.kernel.state()).isEqualTo(before);
    assertThat(bench.executions()).isEqualTo(1);
  }

  @Test
  void anEqualStateIsAnsweredAgainAndAnOlderOneIsNotTaken() {
    applied(DIRECTOR);
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.sent.clear();

    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));

    assertThat(bench.sent)
        .containsExactly(new Applied(stamp("first", 2)), new Applied(stamp("first", 2)));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
  }

  @Test
  void anotherIncarnationWinsWithALowerNumber() {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(7, DIRECTOR)));
    Desired restored = new Desired(stamp("second", 1), NodeState.empty(LVS1), 0);
    bench.dispatch(new Event.DesiredArrived(restored));
    assertThat(bench.sent(Applied.class).getLast()).isEqualTo(new Applied(stamp("second", 1)));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
  }

  @Test
  void massRemovalIsRefusedUnlessItIsAllowed() {
    applied(director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)));
    KernelState before = bench.kernel.state();

    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));

    assertThat(bench.sent(Rejected.class))
        .singleElement()
        .satisfies(rejected -> {
          assertThat(rejected.stamp()).isEqualTo(stamp("first", 2));
          assertThat(rejected.reasons()).extracting(Reason::code).containsExactly("mass-removal");
        });
    assertThat(bench.kernel.state()).isEqualTo(before);

    bench.dispatch(
        new Event.DesiredArrived(new Desired(stamp("first", 3), NodeState.empty(LVS1), 4)));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
  }

  @Test
  void massRemovalIsRefusedEvenWhenTheStateOnDiskWasLost() {
    applied(director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)));
    KernelState before = bench.kernel.state();
    bench.memory = Memory.NONE;
    bench.start().connected();

    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.state()).isEqualTo(before);
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("mass-removal");

    bench.dispatch(
        new Event.DesiredArrived(new Desired(stamp("first", 2), NodeState.empty(LVS1), 4)));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
  }

  @Test
  void whatTheKernelRefusesIsNamedTheRestIsAppliedAndLaterItIsTriedAgain() {
    bench.kernel.faults.refuse(
        operation -> operation.describe().contains("10.0.0.100:443"), "ENOENT");
    bench.start().connected();
    bench.dispatch(
        new Event.DesiredArrived(
            desired(1, director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)))));

    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.sent(Rejected.class))
        .singleElement()
        .satisfies(rejected -> {
          assertThat(rejected.reasons())
              .extracting(Reason::code)
              .containsExactly("ENOENT", "skipped");
          assertThat(rejected.reasons().getFirst().object())
              .isEqualTo("ipvsadm -A -t 10.0.0.100:443 -s rr");
        });

    bench.pass(Duration.ofMinutes(10));
    assertThat(bench.sent(Rejected.class)).hasSize(1);
    bench.kernel.faults.clear();
    bench.pass(Patience.LONGEST);

    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP, HTTPS);
    assertThat(bench.sent(Applied.class)).hasSize(1);
  }

  @Test
  void retriesComeAfterOneTwoFourAndAtLastEverySixtySeconds() {
    bench.kernel.faults.refuse(operation -> true, "EPERM");
    bench.start();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    int[] waits = {1, 2, 4, 8, 16, 32, 60, 60};
    for (int wait : waits) {
      long before = bench.executions();
      bench.pass(Duration.ofSeconds(wait).minusMillis(5));
      assertThat(bench.executions()).isEqualTo(before);
      bench.pass(Duration.ofMillis(10));
      assertThat(bench.executions()).isEqualTo(before + 1);
      bench.now = bench.now.minusMillis(5);
    }
  }

  @Test
  void aNewStateDoesNotWaitForTheOldOnesBackoff() {
    bench.kernel.faults.refuse(operation -> true, "EPERM");
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    bench.pass(Duration.ofMinutes(3));
    bench.kernel.faults.clear();
    bench.dispatch(new Event.DesiredArrived(desired(2, DIRECTOR)));
    assertThat(bench.sent(Applied.class)).containsExactly(new Applied(stamp("first", 2)));
  }

  @Test
  void driftIsRepairedAtTheAuditAndCounted() {
    applied(DIRECTOR);
    bench.kernel.ipvs.drop(HTTP);
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(AUDIT.plusSeconds(1));
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_ETH0);
    assertThat(bench.sent(ObservedReport.class).getLast().observation().repairedDrift())
        .isEqualTo(3);
  }

  @Test
  void somebodyWhoKeepsRemovingAnAddressIsMetWithPatience() {
    applied(DIRECTOR);
    long before = bench.executions();
    for (int i = 0; i < 1000; i++) {
      bench.kernel.addresses.drop(VIP_ON_ETH0);
      bench.dispatch(new Event.KernelChanged(Sorted.set(Set.of(Facet.ADDRESSES))));
      bench.pass(Duration.ofMillis(100));
    }
    assertThat(bench.executions() - before).isBetween(5L, 8L);
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .contains("undone");
  }

  @Test
  void aForeignServiceIsAConflictTheRestIsApplied() {
    bench.kernel.ipvs.put(HTTPS, foreignService());
    bench.start().connected();
    bench.dispatch(
        new Event.DesiredArrived(
            desired(1, director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)))));

    assertThat(bench.kernel.ipvs.dump()).containsEntry(HTTPS, foreignService()).containsKey(HTTP);
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("foreign");
    assertThat(bench.sent(ObservedReport.class).getLast().observation().foreign())
        .containsExactly("-A -t 10.0.0.100:443 -s nq");

    bench.kernel.ipvs.drop(HTTPS);
    bench.pass(AUDIT.plusSeconds(1));
    assertThat(bench.sent(Applied.class)).hasSize(1);
    assertThat(bench.sent(ObservedReport.class).getLast().observation().repairedDrift()).isZero();
  }

  @Test
  void aServiceATornDumpLeftOutStaysOurs() {
    applied(director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)));
    bench.kernel.faults.refuse(o -> o.describe().contains("10.0.0.100:443"), "EBUSY");
    bench.dispatch(new Event.DesiredArrived(desired(2, DIRECTOR)));
    bench.kernel.faults.clear();

    bench.kernel.ipvs.tearNextDump(HTTPS);
    bench.start();

    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
  }

  @Test
  void whatCouldNotBeMadeIsSomebodyElsesOnceSomebodyElseMadeIt() {
    bench.kernel.faults.refuse(o -> o.describe().contains("10.0.0.100:443"), "ENOENT");
    bench.start().connected();
    bench.dispatch(
        new Event.DesiredArrived(
            desired(1, director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)))));
    bench.kernel.ipvs.put(HTTPS, foreignService());
    bench.kernel.faults.clear();

    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.ipvs.dump()).containsEntry(HTTPS, foreignService());
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("foreign");
  }

  @Test
  void itComesUpFromDiskAndSaysAgainWhoHoldsTheAddress() {
    applied(DIRECTOR);
    bench.kernel.ipvs.drop(HTTP);
    bench.start();
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.kernel.faults.done().getLast()).isEqualTo(new AnnounceAddress(VIP_ON_ETH0));
    assertThat(bench.state.quiet()).isTrue();
  }

  @Test
  void aLedgerOfAnotherBootOwnsNothing() {
    applied(DIRECTOR);
    bench.ledger =
        Ledger.of(
            new HostIdentity("boot-0", 1),
            Sorted.map(Map.of(HTTP, Sorted.set(List.of(SERVER)))),
            Sorted.set(),
            Sorted.map());
    bench.start().connected();
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("foreign");
  }

  @Test
  void weightComesWithReadinessAndGoesWithTheContraryOnly() {
    applied(director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(GATE))));
    assertThat(weight()).isZero();

    bench.dispatch(new Event.WitnessArrived(witness(true, ready(), null)));
    assertThat(weight()).isEqualTo(5);

    bench.dispatch(new Event.WitnessArrived(witness(false, null, null)));
    bench.dispatch(new Event.SessionLost("gone"));
    bench.start();
    assertThat(weight()).isEqualTo(5);

    bench.connected();
    bench.dispatch(new Event.WitnessArrived(witness(true, notReady(), null)));
    assertThat(weight()).isZero();
  }

  @Test
  void aFailedProbeTakesTheServerOutAndASuccessfulOneBringsItBack() {
    applied(DIRECTOR);
    probe(false);
    assertThat(weight()).isEqualTo(5);
    probe(false);
    assertThat(weight()).isEqualTo(ABSENT);
    assertThat(bench.sent(HealthReport.class).getLast().verdicts()).containsKey(OWN_CHECK);
    probe(true);
    probe(true);
    probe(true);
    assertThat(weight()).isEqualTo(5);
    // health is no new state: it was applied and stays so
    assertThat(bench.sent(Applied.class)).hasSize(1);
  }

  @Test
  void aRealServerReportsItselfReadyOnceItIsSilentAndHoldsTheAddress() {
    applied(realServer());
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
    assertThat(bench.sent(ObservedReport.class))
        .singleElement()
        .satisfies(report ->
            assertThat(report.observation().readiness())
                .isEqualTo(Map.of(TestStates.CLUSTER, ready())));

    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(TestStates.WEB1))));
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.kernel.sysctls.all()).containsEntry(ARP_IGNORE, "0");
  }

  @Test
  void anAddressDoesNotComeToLoWhenArpCannotBeSilenced() {
    bench.kernel.faults.refuse(operation -> operation.describe().startsWith("sysctl"), "EROFS");
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, realServer())));
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.sent(Rejected.class).getLast().reasons())
        .extracting(Reason::code)
        .containsExactly("EROFS", "skipped");
  }

  @Test
  void aNodeThatIsNoDirectorNeverAsksForTheTable() {
    applied(realServer());
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.effects)
        .filteredOn(Effect.Observe.class::isInstance)
        .noneMatch(effect -> effect instanceof Effect.Observe observe && observe.scope().table());
  }

  @Test
  void aKernelThatCannotBeAskedIsSaidAndAskedAgain() {
    Instant began = bench.now;
    AgentState state = Agent.blank();
    state = Agent.step(state, new Event.Started(Bench.HOST, Memory.NONE, null), began).next();
    state = Agent.step(state, new Event.SessionOpened(), began).next();
    Step looking = Agent.step(state, new Event.DesiredArrived(desired(1, DIRECTOR)), began);
    Scope scope =
        looking.effects().stream()
            .filter(Effect.Observe.class::isInstance)
            .map(effect -> ((Effect.Observe) effect).scope())
            .findFirst()
            .orElseThrow();

    Step blind =
        Agent.step(
            looking.next(),
            new Event.Observed(
                scope,
                KernelState.EMPTY,
                Sorted.map(
                    Map.of(Facet.SERVICES, new Blindness("ENOENT", "no ip_vs in this kernel")))),
            began);

    assertThat(blind.effects())
        .contains(
            new Effect.Send(
                new Rejected(
                    stamp("first", 1),
                    List.of(new Reason("virtual services", "ENOENT", "no ip_vs in this kernel")))));
    assertThat(Agent.nextWake(blind.next())).isBeforeOrEqualTo(began.plusSeconds(1));
    Step again = Agent.step(blind.next(), new Event.Tick(), began.plusSeconds(1));
    assertThat(again.effects()).contains(new Effect.Observe(Scope.TABLE));
  }

  private void applied(NodeState state) {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, state)));
    assertThat(bench.sent(Applied.class)).hasSize(1);
  }

  private void probe(boolean ok) {
    bench.dispatch(new Event.ProbeFinished(OWN_CHECK, TestStates.CHECK, TestStates.answer(ok)));
  }

  private int weight() {
    VirtualService service = bench.kernel.ipvs.dump().get(HTTP);
    var config = service == null ? null : service.realServers().get(SERVER);
    return config == null ? ABSENT : config.weight().value();
  }

  private static VirtualService foreignService() {
    return new VirtualService(VirtualServiceConfig.of(Scheduler.NQ), Sorted.map());
  }
}
