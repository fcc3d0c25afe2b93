package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.HTTPS;
import static io.lvsfleet.agent.core.TestStates.SERVER;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.realServer;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.StatisticsReport;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Counters are told when they change.
class StatisticsTest {

  private static final ServiceSpec SERVICE = service(OnFailure.REMOVE, server(null));
  private static final NodePolicy EVERY_TEN_SECONDS =
      new NodePolicy(NodePolicy.Drift.REPAIR, Duration.ofSeconds(30), Duration.ofSeconds(10));

  private static final NodeState TWO =
      TestStates.with(
          EVERY_TEN_SECONDS, director(DirectorRole.ALONE, Map.of(HTTP, SERVICE, HTTPS, SERVICE)));

  private final Bench bench = new Bench();

  @Test
  void theFirstOnesAreCompleteLaterOnesHaveWhatChanged() {
    bench.applied(TWO);
    bench.pass(Duration.ofSeconds(11));
    bench.kernel.statistics.count(HTTP, SERVER, new Counters(1, 2, 3, 4, 5));
    bench.pass(Duration.ofSeconds(10));
    bench.pass(Duration.ofMinutes(5));

    List<Statistics> told = told();
    assertThat(told.getFirst().complete()).isTrue();
    assertThat(told.getLast().complete()).isFalse();
    assertThat(told.getLast().services()).containsOnlyKeys(HTTP);
    assertThat(told.getLast().services().values())
        .singleElement()
        .satisfies(counted -> assertThat(counted.counters().connections()).isEqualTo(1));
  }

  @Test
  void whenSomethingIsGoneAllIsToldAgain() {
    bench.applied(TWO);
    bench.pass(Duration.ofSeconds(11));
    bench.dispatch(
        new Event.DesiredArrived(
            desired(2, TestStates.with(EVERY_TEN_SECONDS, director(DirectorRole.ALONE, SERVICE)))));
    bench.pass(Duration.ofSeconds(10));
    assertThat(told().getLast().complete()).isTrue();
    assertThat(told().getLast().services()).containsOnlyKeys(HTTP);
  }

  @Test
  void aNewSessionIsToldEverything() {
    bench.applied(TWO);
    bench.pass(Duration.ofSeconds(30));
    int before = told().size();
    bench.dispatch(new Event.SessionLost("gone"));
    bench.pass(Duration.ofMinutes(5));
    assertThat(told()).hasSize(before);
    bench.connected();
    assertThat(told()).hasSize(before + 1);
    assertThat(told().getLast().complete()).isTrue();
    assertThat(told().getLast().services()).containsOnlyKeys(HTTP, HTTPS);
  }

  @Test
  void whoIsNoDirectorOrHasNoIntervalCountsNothing() {
    bench.applied(TestStates.with(EVERY_TEN_SECONDS, realServer()));
    bench.pass(Duration.ofMinutes(5));
    assertThat(told()).isEmpty();
    assertThat(bench.effects).noneMatch(Effect.ReadStatistics.class::isInstance);
  }

  private List<Statistics> told() {
    return bench.sent(StatisticsReport.class).stream().map(StatisticsReport::statistics).toList();
  }
}
