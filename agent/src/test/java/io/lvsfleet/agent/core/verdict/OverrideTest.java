package io.lvsfleet.agent.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Counters;
import io.lvsfleet.model.EffectiveServer.DrainProgress;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.Rates;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServerOverride.Disable;
import io.lvsfleet.model.ServerOverride.Drain;
import io.lvsfleet.model.ServerOverride.Maintenance;
import io.lvsfleet.model.ServerOverride.Pin;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.ServerStatistics;
import io.lvsfleet.model.ServiceStatistics;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OverrideTest {

  private static final Duration MOMENT = Duration.ofSeconds(2);

  @Test
  void aDrainTakesTheWeightAtOnceAndTheServerWhenFewAreLeft() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(2, null));
    assertThat(pool.state("a")).isEqualTo(ServerState.DRAINING);
    assertThat(pool.weight("a")).isEqualTo("0");
    assertThat(pool.verdicts.drains()).isTrue();

    pool.pass(MOMENT);
    pool.counted(counted(pool, "a", 0, 10, 5));
    pool.pass(MOMENT);
    pool.counted(counted(pool, "a", 0, 5, 2));
    assertThat(pool.server("a").drain())
        .isEqualTo(
            new DrainProgress(5L, 2L, 2, java.time.Instant.parse("2026-03-01T12:00:10Z"), null));
    assertThat(pool.weight("a")).isEqualTo("0");

    pool.pass(MOMENT);
    pool.counted(counted(pool, "a", 0, 2, 0));
    assertThat(pool.state("a")).isEqualTo(ServerState.DRAINED);
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.verdicts.drains()).isFalse();
    assertThat(pool.restarted().state("a")).isEqualTo(ServerState.DRAINED);
  }

  @Test
  void whatWasCountedWhileItStillHadItsWeightDoesNotEndADrain() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(0, null)).pass(MOMENT);
    pool.counted(counted(pool, "a", 10, 0, 0));
    assertThat(pool.state("a")).isEqualTo(ServerState.DRAINING);
  }

  @Test
  void aDrainEndsAtItsDeadlineWhateverIsLeft() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(0, pool.now.plusSeconds(60)));
    pool.pass(Duration.ofSeconds(59));
    assertThat(pool.weight("a")).isEqualTo("0");
    pool.pass(Duration.ofSeconds(1));
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.server("a").reason()).contains("its time was over");
  }

  @Test
  void aDrainThatIsTakenBackEndsInASlowStart() {
    Pool pool =
        new Pool("a", "b")
            .policy(Pool.returning(Duration.ZERO, Duration.ofSeconds(100), null))
            .proven();
    pool.order("a", new Drain(0, null)).pass(MOMENT).order("a");
    assertThat(pool.state("a")).isEqualTo(ServerState.SLOW_START);
    assertThat(pool.weight("a")).isEqualTo("1");
  }

  @Test
  void aDrainGoesOnAfterARestart() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(0, null)).pass(MOMENT);
    pool.counted(counted(pool, "a", 0, 10, 0));
    var before = pool.server("a");
    assertThat(pool.restarted().server("a")).isEqualTo(before);
    assertThat(pool.verdicts.drains()).isTrue();
  }

  @Test
  void aDeadServerHasNothingToEnd() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(0, null)).down("a");
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.up("a").weight("a")).isEqualTo("0");
  }

  @Test
  void maintenanceDrainsWithoutADeadline() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Maintenance()).pass(Duration.ofDays(1));
    assertThat(pool.state("a")).isEqualTo(ServerState.MAINTENANCE);
    assertThat(pool.weight("a")).isEqualTo("0");
    pool.counted(counted(pool, "a", 0, 0, 0));
    assertThat(pool.state("a")).isEqualTo(ServerState.MAINTENANCE);
    assertThat(pool.weight("a")).isEqualTo("out");
  }

  @Test
  void aDisabledServerLeavesAtOnceAndTheStrictestOrderCounts() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Drain(0, null), new Disable(), new Pin(new Weight(50)));
    assertThat(pool.state("a")).isEqualTo(ServerState.DISABLED);
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.server("a").reason()).isEqualTo("disabled by alice (new kernel)");
  }

  @Test
  void aPinnedWeightYieldsOnlyToHealth() {
    Pool pool = new Pool("a", "b").proven();
    pool.order("a", new Pin(new Weight(50)));
    assertThat(pool.state("a")).isEqualTo(ServerState.PINNED);
    assertThat(pool.weight("a")).isEqualTo("50");
    assertThat(pool.down("a").weight("a")).isEqualTo("out");
  }

  @Test
  void aTemporaryOrderEndsByItself() {
    Pool pool = new Pool("a", "b").proven();
    pool.servers.computeIfPresent(
        "a",
        (_, spec) ->
            spec.withOverrides(
                java.util.List.of(
                    new io.lvsfleet.model.ServerOverride(
                        "1", new Disable(), "alice", "", pool.now, pool.now.plusSeconds(60)))));
    assertThat(pool.judge().weight("a")).isEqualTo("out");
    assertThat(pool.pass(Duration.ofSeconds(60)).weight("a")).isEqualTo("10");
  }

  @Test
  void whoIsOffByOrderCountsForNoQuorumAndNoPanic() {
    Pool pool = new Pool("a", "b", "c").policy(Pool.panic(50)).proven();
    pool.order("a", new Disable()).order("b", new Drain(0, null));
    assertThat(pool.service().weight()).isEqualTo(10);
    assertThat(pool.down("c").weight("c")).isEqualTo("out");
    assertThat(pool.service().quorum()).isFalse();
  }

  private static ServiceStatistics counted(
      Pool pool, String name, int weight, long active, long persistent) {
    SortedMap<RealServerKey, ServerStatistics> servers = new TreeMap<>();
    RealServerKey key =
        Objects.requireNonNull(pool.director().services().get(Pool.HTTP))
            .realServers()
            .entrySet()
            .stream()
            .filter(one -> one.getValue().name().equals(name))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    servers.put(
        key,
        new ServerStatistics(
            RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(weight)),
            active,
            0,
            persistent,
            new Counters(0, 0, 0, 0, 0),
            new Rates(0, 0, 0, 0, 0)));
    return new ServiceStatistics(
        VirtualServiceConfig.of(Scheduler.WRR),
        new Counters(0, 0, 0, 0, 0),
        new Rates(0, 0, 0, 0, 0),
        Sorted.map(servers));
  }
}
