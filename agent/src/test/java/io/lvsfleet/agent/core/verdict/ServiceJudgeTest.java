package io.lvsfleet.agent.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.CheckVerdict.State;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Transition;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceJudgeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void quorumIsLostBelowAndGainedAboveItsHysteresis() {
    Pool pool = new Pool("a", "b", "c", "d").policy(Pool.quorum(20, 10, null)).proven();
    assertThat(pool.down("a", "b").service().quorum()).isTrue();
    assertThat(pool.down("c").service().quorum()).isTrue();
    assertThat(pool.down("d").service().quorum()).isFalse();
    assertThat(pool.up("d", "c").service().quorum()).isFalse();
    assertThat(pool.up("b").service().quorum()).isTrue();
    assertThat(pool.transitions.stream().filter(one -> one.realServer().isEmpty()))
        .extracting(Transition::to)
        .containsExactly("NO_QUORUM", "QUORUM");
  }

  @Test
  void withoutQuorumTheSorryServerAnswersAlone() {
    Pool pool = new Pool("a", "b").policy(Pool.quorum(11, 0, Pool.sorry())).proven();
    assertThat(pool.state("z")).isEqualTo(ServerState.STANDBY);
    assertThat(pool.weight("z")).isEqualTo("out");

    pool.down("a");
    assertThat(pool.weight("z")).isEqualTo("1");
    assertThat(pool.weight("b")).isEqualTo("out");
    assertThat(pool.state("b")).isEqualTo(ServerState.NO_QUORUM);
    assertThat(pool.service().sorrySince()).isEqualTo(pool.now);

    pool.up("a");
    assertThat(pool.weight("z")).isEqualTo("out");
    assertThat(pool.weight("b")).isEqualTo("10");
  }

  @Test
  void aSorryServerThatIsDownTakesNothingFromWhatIsLeft() {
    Pool pool = new Pool("a", "b").policy(Pool.quorum(11, 0, Pool.sorry())).proven();
    pool.down("a", "z");
    assertThat(pool.state("z")).isEqualTo(ServerState.DOWN);
    assertThat(pool.weight("b")).isEqualTo("10");
  }

  @Test
  void aRecoveredServerWaitsOutItsReentryDelay() {
    Pool pool = new Pool("a", "b").policy(Pool.returning(MINUTE, Duration.ZERO, null)).proven();
    pool.down("a").up("a");
    assertThat(pool.state("a")).isEqualTo(ServerState.REENTRY_DELAY);
    assertThat(pool.weight("a")).isEqualTo("out");
    pool.pass(MINUTE.minusSeconds(1));
    assertThat(pool.weight("a")).isEqualTo("out");
    pool.pass(Duration.ofSeconds(1));
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void nobodyWaitsOutsideWhileNobodyIsInside() {
    Pool pool = new Pool("a", "b").policy(Pool.returning(MINUTE, Duration.ZERO, null)).proven();
    pool.down("a", "b").up("a");
    assertThat(pool.weight("a")).isEqualTo("10");
    assertThat(pool.up("b").state("b")).isEqualTo(ServerState.REENTRY_DELAY);
  }

  @Test
  void afterARecoveryTheWeightRisesInAFewSteps() {
    Pool pool = new Pool("a", "b").policy(Pool.returning(Duration.ZERO, MINUTE, null)).proven();
    pool.down("a").up("a");
    Set<String> weights = new LinkedHashSet<>();
    for (int i = 0; i < 600; i++) {
      weights.add(pool.weight("a"));
      pool.pass(Duration.ofMillis(100));
    }
    assertThat(weights).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(pool.state("a")).isEqualTo(ServerState.UP);
  }

  @Test
  void aServerThatWasNeverAwayDoesNotStartSlowly() {
    Pool pool = new Pool("a").policy(Pool.returning(Duration.ZERO, MINUTE, null)).proven();
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void aSlowStartGoesOnWhereItWasAfterARestart() {
    Pool pool = new Pool("a", "b").policy(Pool.returning(Duration.ZERO, MINUTE, null)).proven();
    pool.down("a").up("a").pass(Duration.ofSeconds(31));
    assertThat(pool.weight("a")).isEqualTo("6");
    assertThat(pool.restarted().weight("a")).isEqualTo("6");
    assertThat(pool.transitions.getLast().to()).isEqualTo("SLOW_START");
  }

  @Test
  void oneThatComesAndGoesStaysAwayForAWhile() {
    FlapDamping damping = new FlapDamping(3, MINUTE, Duration.ofMinutes(5));
    Pool pool =
        new Pool("a", "b").policy(Pool.returning(Duration.ZERO, Duration.ZERO, damping)).proven();
    for (int i = 0; i < 2; i++) {
      pool.down("a").pass(Duration.ofSeconds(5)).up("a").pass(Duration.ofSeconds(5));
      assertThat(pool.state("a")).isEqualTo(ServerState.UP);
    }
    pool.down("a").pass(Duration.ofSeconds(5)).up("a");
    assertThat(pool.state("a")).isEqualTo(ServerState.FLAPPING);
    assertThat(pool.restarted().state("a")).isEqualTo(ServerState.FLAPPING);
    assertThat(pool.pass(Duration.ofMinutes(5)).state("a")).isEqualTo(ServerState.UP);
  }

  @Test
  void fallsThatAreFarApartAreNoFlapping() {
    FlapDamping damping = new FlapDamping(2, MINUTE, Duration.ofMinutes(5));
    Pool pool =
        new Pool("a", "b").policy(Pool.returning(Duration.ZERO, Duration.ZERO, damping)).proven();
    for (int i = 0; i < 5; i++) {
      pool.down("a").up("a").pass(MINUTE.plusSeconds(1));
      assertThat(pool.state("a")).isEqualTo(ServerState.UP);
    }
  }

  @Test
  void whenMostFailAtOnceTheyAreKept() {
    Pool pool = new Pool("a", "b", "c", "d").policy(Pool.panic(50)).proven();
    pool.down("a").pass(Duration.ofSeconds(2));
    assertThat(pool.weight("a")).isEqualTo("out");
    pool.down("b").pass(Duration.ofSeconds(2));
    assertThat(pool.weight("b")).isEqualTo("out");
    pool.down("c");
    for (String name : List.of("a", "b", "c")) {
      assertThat(pool.state(name)).isEqualTo(ServerState.PANIC_HELD);
      assertThat(pool.weight(name)).isEqualTo("10");
    }
    assertThat(pool.service().panicSince()).isEqualTo(pool.now);
    assertThat(pool.transitions.getLast().to()).isEqualTo("PANIC");
    assertThat(pool.transitions.getLast().testimonies()).hasSize(3);

    pool.pass(Duration.ofHours(1)).restarted();
    assertThat(pool.weight("a")).isEqualTo("10");

    pool.up("b");
    assertThat(pool.service().panicSince()).isNull();
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.weight("b")).isEqualTo("10");
  }

  @Test
  void whenTheyFailOneAfterTheOtherTheyAreTakenOut() {
    Pool pool = new Pool("a", "b", "c").policy(Pool.panic(50)).proven();
    for (String name : List.of("a", "b", "c")) {
      pool.down(name).pass(Duration.ofSeconds(11));
      assertThat(pool.weight(name)).isEqualTo("out");
    }
  }

  @Test
  void byDefaultTheDeadAreTakenOutBesideOneThatIsWell() {
    Pool pool =
        new Pool("a", "b", "c").policy(Pool.panic(PanicThreshold.DEFAULT.percent())).proven();
    pool.down("a", "b");
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.weight("c")).isEqualTo("10");
    pool.down("c");
    assertThat(pool.weight("c")).isEqualTo("10");
  }

  @Test
  void oldFailuresThatCountAgainAreNoPanic() {
    Pool pool = new Pool("a", "b").policy(Pool.panic(50));
    for (String name : List.of("a", "b")) {
      pool.servers.put(name, Pool.spec(name, 10, Witnessing.REAL_SERVER_DECIDES));
      pool.own.put(Pool.check(name), pool.verdict(CheckVerdict.State.UP, name));
      pool.report(name, true, "boot", CheckVerdict.State.UP);
    }
    pool.pass(Duration.ofMinutes(1));
    pool.report("a", true, "boot", CheckVerdict.State.DOWN);
    pool.pass(Duration.ofMinutes(1));
    pool.report("b", true, "boot", CheckVerdict.State.DOWN);
    pool.pass(Duration.ofMinutes(1));
    assertThat(pool.weight("a") + pool.weight("b")).isEqualTo("outout");

    pool.connected = false;
    pool.judge();
    assertThat(pool.weight("a") + pool.weight("b")).isEqualTo("1010");
    pool.connected = true;
    pool.judge();
    assertThat(pool.service().panicSince()).isNull();
    assertThat(pool.weight("a") + pool.weight("b")).isEqualTo("outout");
  }

  @Test
  void whatWasNeverSeenUpIsNotProtectedByPanic() {
    Pool pool = new Pool("a", "b").policy(Pool.panic(50));
    pool.down("a", "b");
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.service().panicSince()).isNull();
  }

  @Test
  void theOnlyServerOfAPoolIsTakenOut() {
    Pool pool = new Pool("a").policy(Pool.panic(50)).proven();
    assertThat(pool.down("a").weight("a")).isEqualTo("out");
  }

  @Test
  void inAlphaModeNothingIsGivenBeforeAVerdict() {
    HealthPolicy alpha =
        new HealthPolicy(
            OnFailure.REMOVE,
            Quorum.ONE,
            null,
            true,
            Duration.ZERO,
            Duration.ZERO,
            null,
            null,
            WeightRange.ALL,
            null);
    Pool pool = new Pool().policy(alpha);
    pool.servers.put("a", Pool.spec("a", 10, io.lvsfleet.model.Witnessing.DIRECTOR));
    pool.judge();
    assertThat(pool.state("a")).isEqualTo(ServerState.WAITING);
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.up("a").weight("a")).isEqualTo("10");
    // A new question to an old server is no reason to take it out.
    pool.own.clear();
    assertThat(pool.judge().weight("a")).isEqualTo("10");
  }

  @Test
  void anAdvisedWeightStaysWithinItsBounds() {
    HealthPolicy bounded =
        new HealthPolicy(
            OnFailure.REMOVE,
            Quorum.ONE,
            null,
            false,
            Duration.ZERO,
            Duration.ZERO,
            null,
            null,
            new WeightRange(new Weight(2), new Weight(20)),
            null);
    Pool pool = new Pool("a", "b").policy(bounded).proven();
    pool.advise("a", new WeightAdvice.Absolute(new Weight(7)));
    assertThat(pool.weight("a")).isEqualTo("7");
    pool.advise("a", new WeightAdvice.Absolute(new Weight(500)));
    assertThat(pool.weight("a")).isEqualTo("20");
    pool.advise("a", new WeightAdvice.Percent(0));
    assertThat(pool.weight("a")).isEqualTo("2");
    pool.advise("a", new WeightAdvice.Percent(50));
    assertThat(pool.weight("a")).isEqualTo("5");
    pool.advise("a", null);
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void everyTransitionTellsWhatEachWitnessSaid() {
    Pool pool = new Pool("a", "b").proven();
    pool.down("a");
    Transition transition = pool.transitions.getLast();
    assertThat(transition.from()).isEqualTo("UP");
    assertThat(transition.to()).isEqualTo("DOWN");
    assertThat(transition.reason())
        .isEqualTo("check page is down: GET a: DOWN, expected 200 (after 3 ms)");
    assertThat(transition.testimonies())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.witness()).isEqualTo(Pool.DIRECTOR);
          assertThat(one.verdict()).isEqualTo(pool.verdict(State.DOWN, "a"));
        });
  }

  @Test
  void aRestartForgetsNothingAndRepeatsNothing() {
    Pool pool = new Pool("a", "b").policy(Pool.quorum(11, 0, Pool.sorry())).proven();
    pool.down("a").pass(MINUTE);
    var before = Objects.requireNonNull(pool.verdicts.services().get(Pool.HTTP));
    pool.transitions.clear();
    pool.restarted();
    assertThat(pool.transitions).isEmpty();
    assertThat(pool.server("a")).isEqualTo(before.servers().getFirst());
    assertThat(pool.service()).isEqualTo(before.service());
  }

  @Test
  void aServiceThatGetsAnotherAddressKeepsItsMemory() {
    Pool pool = new Pool("a", "b").policy(Pool.returning(MINUTE, Duration.ZERO, null)).proven();
    pool.down("a").up("a");
    Verdicts elsewhere = Verdicts.remembering(pool.verdicts.memory());
    assertThat(elsewhere.memory()).containsOnlyKeys("http");
    pool.verdicts = elsewhere;
    assertThat(pool.judge().state("a")).isEqualTo(ServerState.REENTRY_DELAY);
  }
}
