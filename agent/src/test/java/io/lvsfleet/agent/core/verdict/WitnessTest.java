package io.lvsfleet.agent.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.CheckVerdict.State;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.ServerState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessTest {

  /// What the director saw, what the real server's agent said, whether that agent can be heard, and
  /// what follows. `-` is "nothing known".
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DIRECTOR             | UP   | DOWN | heard  | in
          DIRECTOR             | DOWN | UP   | heard  | out
          REAL_SERVER          | -    | DOWN | heard  | out
          REAL_SERVER          | -    | DOWN | silent | out
          REAL_SERVER          | -    | UP   | silent | in
          ANY                  | UP   | UP   | heard  | in
          ANY                  | DOWN | UP   | heard  | out
          ANY                  | UP   | DOWN | heard  | out
          ANY                  | UP   | DOWN | silent | in
          ANY                  | -    | DOWN | silent | out
          ALL                  | DOWN | UP   | heard  | in
          ALL                  | UP   | DOWN | heard  | in
          ALL                  | DOWN | DOWN | heard  | out
          # a dead host has no say about itself
          ALL                  | DOWN | UP   | silent | out
          ALL                  | UP   | DOWN | silent | in
          ALL                  | DOWN | -    | heard  | out
          DIRECTOR_DECIDES     | UP   | DOWN | heard  | in
          DIRECTOR_DECIDES     | DOWN | UP   | heard  | out
          DIRECTOR_DECIDES     | -    | DOWN | heard  | out
          REAL_SERVER_DECIDES  | DOWN | UP   | heard  | in
          REAL_SERVER_DECIDES  | UP   | DOWN | heard  | out
          REAL_SERVER_DECIDES  | DOWN | UP   | silent | out
          REAL_SERVER_DECIDES  | UP   | DOWN | silent | in
          REAL_SERVER_DECIDES  | -    | DOWN | silent | out
          """)
  void whoseWordCounts(
      Witnessing witnessing, String own, String reported, String heard, String verdict) {
    Pool pool = new Pool();
    pool.servers.put("a", Pool.spec("a", 10, witnessing));
    pool.servers.put("b", Pool.spec("b", 10, Witnessing.DIRECTOR));
    if (witnessing == Witnessing.DIRECTOR) {
      pool.servers.put("a", Pool.spec("a", 10, Witnessing.ANY));
      pool.servers.put("a", only(pool, witnessing));
    }
    State said = state(reported);
    pool.report("a", true, "boot-1", said);
    if (heard.equals("silent")) {
      pool.report("a", false, "boot-1", said);
    }
    State seen = state(own);
    if (seen != null) {
      pool.own.put(Pool.check("a"), pool.verdict(seen, "a"));
      pool.judge();
    }
    assertThat(pool.weight("a")).isEqualTo(verdict.equals("in") ? "10" : "out");
    String witnesses = pool.verdicts.memory().toString();
    assertThat(pool.restarted().verdicts.memory()).hasToString(witnesses);
  }

  private static io.lvsfleet.model.RealServerSpec only(Pool pool, Witnessing witnessing) {
    var spec = Objects.requireNonNull(pool.servers.get("a"));
    return new io.lvsfleet.model.RealServerSpec(
        spec.name(),
        spec.config(),
        spec.gate(),
        Sorted.map(java.util.Map.of(Pool.check("a"), witnessing)),
        spec.overrides());
  }

  private static @Nullable State state(String text) {
    return text.equals("-") ? null : State.valueOf(text);
  }

  @Test
  void aRebootedHostHasToBeReadyAnew() {
    Pool pool = gated();
    pool.report("a", true, "boot-1", null);
    assertThat(pool.weight("a")).isEqualTo("10");

    // Its agent is back first; what it says of itself comes later.
    pool.hear(
        new WitnessReport(new NodeId("a"), true, null, null, "boot-2", Sorted.map(), Sorted.map()));
    assertThat(pool.state("a")).isEqualTo(ServerState.WAITING);
    assertThat(pool.weight("a")).isEqualTo("0");

    pool.report("a", true, "boot-2", null);
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void aLostSessionTakesNothing() {
    Pool pool = gated();
    pool.report("a", true, "boot-1", State.UP);
    pool.report("a", false, "boot-1", State.UP);
    pool.connected = false;
    pool.pass(Duration.ofDays(1));
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void aSilentAgentCountsAsFailedOnlyWhenThePolicySaysSo() {
    Pool pool = gated().policy(silence(Duration.ofSeconds(30)));
    pool.report("a", true, "boot-1", State.UP);
    pool.report("a", false, "boot-1", State.UP);
    pool.pass(Duration.ofSeconds(29));
    assertThat(pool.weight("a")).isEqualTo("10");
    pool.pass(Duration.ofSeconds(1));
    assertThat(pool.weight("a")).isEqualTo("out");
    assertThat(pool.server("a").reason()).contains("is silent since");
    pool.report("a", true, "boot-1", State.UP);
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  @Test
  void aLostControlPlaneIsNobodysSilence() {
    Pool pool = gated().policy(silence(Duration.ofSeconds(30)));
    pool.report("a", true, "boot-1", State.UP);
    pool.connected = false;
    var forgotten = Witnesses.disconnected(pool.witnesses, pool.now);
    pool.witnesses.putAll(forgotten);
    pool.pass(Duration.ofDays(1));
    assertThat(pool.weight("a")).isEqualTo("10");
  }

  private static Pool gated() {
    Pool pool = new Pool();
    pool.servers.put("a", Pool.spec("a", 10, Witnessing.REAL_SERVER));
    return pool.judge();
  }

  private static HealthPolicy silence(Duration after) {
    return new HealthPolicy(
        OnFailure.REMOVE,
        Quorum.ONE,
        null,
        false,
        Duration.ZERO,
        Duration.ZERO,
        null,
        null,
        WeightRange.ALL,
        after);
  }
}
