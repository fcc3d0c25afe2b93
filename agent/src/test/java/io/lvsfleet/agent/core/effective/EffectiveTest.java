package io.lvsfleet.agent.core.effective;

import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.GATE;
import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.NOON;
import static io.lvsfleet.agent.core.TestStates.OWN_CHECK;
import static io.lvsfleet.agent.core.TestStates.SERVER;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_ETH0;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_LO;
import static io.lvsfleet.agent.core.TestStates.WEB1;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.notReady;
import static io.lvsfleet.agent.core.TestStates.ready;
import static io.lvsfleet.agent.core.TestStates.realServer;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static io.lvsfleet.agent.core.TestStates.verdict;
import static io.lvsfleet.agent.core.TestStates.witness;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.verdict.HealthView;
import io.lvsfleet.agent.core.verdict.Scene;
import io.lvsfleet.agent.core.verdict.Verdicts;
import io.lvsfleet.agent.core.verdict.Witnesses;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.CheckVerdict.State;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.EffectiveServer;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.RealServerSpec.Gate;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.WitnessReport;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveTest {

  /// One row per situation. `-` is "nothing known".
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # ready | own  | local | witness | session | weight | reason
          -       | -    | -     | up      | up      | 0      | waiting for the agent of web1 to report
          no      | -    | -     | up      | up      | 0      | web1 is not ready for 10.0.0.100: net.ipv4.conf.all.arp_ignore is 0, needed 1
          yes     | -    | -     | up      | up      | 5      | up
          yes     | UP   | UP    | up      | up      | 5      | up
          # a lost session takes no weight
          yes     | -    | -     | lost    | up      | 5      | up
          yes     | UP   | UP    | lost    | lost    | 5      | up
          # a failed probe does
          yes     | DOWN | UP    | up      | up      | out    | check tcp is down: seen so
          yes     | DOWN | -     | lost    | lost    | out    | check tcp is down: seen so
          yes     | UP   | DOWN  | up      | up      | out    | check local on web1 is down: seen so
          # an old report yields to what we see ourselves, and only to that
          yes     | UP   | DOWN  | lost    | up      | 5      | up
          yes     | UP   | DOWN  | up      | lost    | 5      | up
          yes     | -    | DOWN  | lost    | up      | out    | check local on web1 is down: seen so
          # out is out, ready or not
          no      | DOWN | -     | up      | up      | out    | check tcp is down: seen so
          """)
  void whatARealServerGets(
      String readiness,
      String own,
      String local,
      String connected,
      String session,
      String weight,
      String reason) {
    WitnessReport report =
        witness(
            connected.equals("up"),
            switch (readiness) {
              case "yes" -> ready();
              case "no" -> notReady();
              default -> null;
            },
            state(local));
    HealthView health =
        new HealthView(own(state(own)), Sorted.map(Map.of(WEB1, report)), session.equals("up"));
    boolean out = weight.equals("out");

    Effective removing = effective(OnFailure.REMOVE, GATE, health);
    Effective quiescing = effective(OnFailure.QUIESCE, GATE, health);

    EffectiveServer server = removing.servers().getFirst();
    assertThat(server.reason()).isEqualTo(reason);
    assertThat(server.present()).isEqualTo(!out);
    assertThat(server.weight().value()).isEqualTo(out ? 0 : Integer.parseInt(weight));
    assertThat(quiescing.servers().getFirst().present()).isTrue();
    assertThat(kernelWeight(removing)).isEqualTo(out ? "absent" : weight);
    assertThat(kernelWeight(quiescing)).isEqualTo(out ? "0" : weight);
  }

  @Test
  void aServerWithoutAnAgentNeedsNobodysWord() {
    assertThat(kernelWeight(effective(OnFailure.REMOVE, null, HealthView.NOTHING))).isEqualTo("5");
  }

  @Test
  void aServerThatHoldsNoAddressHasToReportAtAll() {
    Gate nat = Gate.of(WEB1, Sorted.set());
    HealthView silent = new HealthView(own(null), Sorted.map(), true);
    WitnessReport report =
        new WitnessReport(
            WEB1,
            true,
            Sorted.map(Map.of(CLUSTER, io.lvsfleet.model.Readiness.of(Sorted.map()))),
            Sorted.map());
    HealthView reported = new HealthView(own(null), Sorted.map(Map.of(WEB1, report)), true);

    assertThat(kernelWeight(effective(OnFailure.REMOVE, nat, silent))).isEqualTo("0");
    assertThat(kernelWeight(effective(OnFailure.REMOVE, nat, reported))).isEqualTo("5");
  }

  @Test
  void onlyAddressesFollowTheRole() {
    NodeState master = director(DirectorRole.MASTER, service(OnFailure.REMOVE, server(null)));
    NodeState backup = director(DirectorRole.BACKUP, service(OnFailure.REMOVE, server(null)));
    Effective active = of(master, HealthView.NOTHING);
    Effective passive = of(backup, HealthView.NOTHING);

    assertThat(active.state().addresses()).containsExactly(VIP_ON_ETH0);
    assertThat(passive.state().addresses()).isEmpty();
    assertThat(passive.state().services()).isEqualTo(active.state().services());
  }

  @Test
  void aRealServerHoldsItsAddressesAndParameters() {
    Effective effective = of(realServer(), HealthView.NOTHING);
    assertThat(effective.state().addresses()).containsExactly(VIP_ON_LO);
    assertThat(effective.state().sysctls()).hasSize(1);
    assertThat(effective.servers()).isEmpty();
  }

  @Test
  void readinessIsRememberedUntilTheContraryIsSaid() {
    NodeState desired = director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(GATE)));
    SortedMap<NodeId, WitnessReport> ready =
        with(Sorted.map(), witness(true, ready(), State.DOWN), desired);
    SortedMap<NodeId, WitnessReport> restarted = with(ready, witness(true, null, null), desired);
    SortedMap<NodeId, WitnessReport> contrary =
        with(restarted, witness(true, notReady(), State.UP), desired);

    assertThat(restarted).isEqualTo(ready);
    assertThat(contrary.get(WEB1)).isEqualTo(witness(true, notReady(), State.UP));
  }

  @Test
  void aNodeThatCeasesToBeAGateHasToBeReadyAnew() {
    NodeState with = director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(GATE)));
    NodeState without = director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));
    SortedMap<NodeId, WitnessReport> known = with(Sorted.map(), witness(true, ready(), null), with);

    assertThat(Witnesses.forNext(known, with, without)).isEmpty();
    assertThat(Witnesses.forNext(known, without, with)).isEqualTo(known);
  }

  private static SortedMap<NodeId, WitnessReport> with(
      SortedMap<NodeId, WitnessReport> known, WitnessReport report, NodeState desired) {
    return Witnesses.with(known, report, desired, NOON);
  }

  private static Effective effective(OnFailure onFailure, @Nullable Gate gate, HealthView health) {
    return of(director(DirectorRole.ALONE, service(onFailure, server(gate))), health);
  }

  private static Effective of(NodeState desired, HealthView health) {
    DirectorState director = desired.director();
    Verdicts verdicts =
        director == null
            ? Verdicts.NONE
            : Verdicts.NONE
                .judge(
                    director,
                    new Scene(desired.node(), CLUSTER, health, List.of(), null, NOON),
                    _ -> true)
                .verdicts();
    return Effective.of(desired, verdicts);
  }

  private static String kernelWeight(Effective effective) {
    var service = effective.state().services().get(HTTP);
    var config = service == null ? null : service.realServers().get(SERVER);
    return config == null ? "absent" : config.weight().toString();
  }

  private static SortedMap<CheckKey, CheckVerdict> own(@Nullable State state) {
    SortedMap<CheckKey, CheckVerdict> own = new TreeMap<>();
    if (state != null) {
      own.put(OWN_CHECK, verdict(state));
    }
    return own;
  }

  private static @Nullable State state(String text) {
    return List.of("UP", "DOWN").contains(text) ? State.valueOf(text) : null;
  }
}
