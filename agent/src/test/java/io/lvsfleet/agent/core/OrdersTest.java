package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.GATE;
import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.NOON;
import static io.lvsfleet.agent.core.TestStates.OWN_CHECK;
import static io.lvsfleet.agent.core.TestStates.SERVER;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static io.lvsfleet.agent.core.TestStates.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// Somebody on the node orders something.
class OrdersTest {

  private static final NodeState DIRECTOR =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));

  private static final Hold WEIGHT =
      new Hold(
          new Hold.WeightHold("http", "web1", new Weight(77)),
          "root",
          NOON,
          NOON.plus(Duration.ofHours(2)));

  private static final Hold FREEZE =
      new Hold(new Hold.Freeze(), "root", NOON, NOON.plus(Duration.ofHours(2)));

  private static final Hold WITHDRAWAL = new Hold(new Hold.Withdrawal(), "root", NOON, null);

  private final Bench bench = new Bench();

  @Test
  void aWeightHoldsUntilItsTimeIsOverAndIsTold() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(WEIGHT));
    assertThat(weight()).isEqualTo(77);
    assertThat(bench.observation().holds()).containsExactly(WEIGHT);
    assertThat(bench.observation().servers().getFirst().reason())
        .contains("ordered")
        .contains("root");

    bench.pass(Duration.ofHours(2).plusSeconds(1));
    assertThat(weight()).isEqualTo(5);
    assertThat(bench.observation().holds()).isEmpty();
  }

  @Test
  void aWeightOutlivesTheAgentAndALostSession() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.SessionLost("gone"));
    bench.dispatch(new Event.Ordered(WEIGHT));
    bench.start();
    assertThat(weight()).isEqualTo(77);
    bench.connected();
    assertThat(bench.observation().holds()).containsExactly(WEIGHT);
  }

  @Test
  void healthTakesAWeightAwayAllTheSame() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(WEIGHT));
    probe(false);
    probe(false);
    assertThat(servers()).doesNotContainKey(SERVER);
  }

  @Test
  void aWeightOpensNoGate() {
    bench.applied(director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(GATE))));
    bench.dispatch(new Event.Ordered(WEIGHT));
    assertThat(weight()).isZero();
  }

  @Test
  void whileChangesAreHeldBackOnlyHealthActs() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(FREEZE));
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    assertThat(bench.codes()).containsExactly("held");
    bench.kernel.addresses.drop(VIP_ON_ETH0);
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.observation().outstanding())
        .containsExactly(
            "ip address add 10.0.0.100/24 dev eth0", "arping -A -c 1 -I eth0 10.0.0.100");

    probe(false);
    probe(false);
    assertThat(servers()).isEmpty();
  }

  @Test
  void whatWasHeldBackIsAppliedWhenTheTimeIsOver() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(FREEZE));
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.pass(Duration.ofHours(2).plusSeconds(1));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
    assertThat(bench.sent(Applied.class).getLast()).isEqualTo(new Applied(stamp("first", 2)));
  }

  @Test
  void whatWasHeldBackIsAppliedOnResume() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(FREEZE));
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.dispatch(new Event.Resumed());
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
    assertThat(bench.sent(Applied.class).getLast()).isEqualTo(new Applied(stamp("first", 2)));
  }

  @Test
  void aFreezeOutlivesTheAgent() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(FREEZE));
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
  }

  @Test
  void whatWasHeldBackOutlivesTheAgent() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(FREEZE));
    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    bench.start();
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
    bench.dispatch(new Event.Resumed());
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
  }

  @Test
  void whatIsWithdrawnIsGoneUntilTheAgentIsRestarted() {
    bench.applied(DIRECTOR);
    bench.dispatch(new Event.Ordered(WITHDRAWAL));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.state.ledger().claimsNothing()).isTrue();
    assertThat(bench.codes()).containsExactly("withdrawn");

    bench.dispatch(new Event.DesiredArrived(desired(2, DIRECTOR)));
    bench.pass(Duration.ofMinutes(5));
    assertThat(bench.kernel.ipvs.dump()).isEmpty();
    assertThat(bench.codes()).containsExactly("withdrawn");

    bench.start();
    assertThat(bench.kernel.ipvs.dump()).containsOnlyKeys(HTTP);
  }

  private int weight() {
    return Objects.requireNonNull(servers().get(SERVER)).weight().value();
  }

  private SortedMap<RealServerKey, RealServerConfig> servers() {
    return Objects.requireNonNull(bench.kernel.ipvs.dump().get(HTTP)).realServers();
  }

  private void probe(boolean ok) {
    bench.dispatch(new Event.ProbeFinished(OWN_CHECK, TestStates.CHECK, TestStates.answer(ok)));
  }
}
