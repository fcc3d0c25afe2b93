package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.agents.Rejection;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Observation;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.Readiness.Precondition;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransitionsTest {

  private static final ClusterId CLUSTER = new ClusterId("shop");
  private static final CheckKey CHECK = new CheckKey(CLUSTER, "http", "web1", "tcp");
  private static final Stamp STAMP = new Stamp("inc", 4, Sorted.map());
  private static final AgentView NOTHING = view(null, null, Map.of(), Map.of(), 0);

  private static AgentView view(
      @Nullable Stamp applied,
      @Nullable Rejection rejection,
      Map<ClusterId, Readiness> readiness,
      Map<CheckKey, CheckVerdict> verdicts,
      long drift) {
    return new AgentView(
        new NodeId("web1"),
        true,
        Instant.EPOCH,
        new AgentFacts("1", "7.3", Sorted.set(), Capabilities.UNKNOWN),
        applied,
        rejection,
        Observation.of(Sorted.map(readiness), List.of(), List.of(), drift),
        Sorted.map(verdicts),
        null);
  }

  private static AgentView checked(CheckVerdict.State state, String evidence) {
    CheckVerdict verdict = CheckVerdict.of(state, Instant.EPOCH, evidence);
    return view(null, null, Map.of(), Map.of(CHECK, verdict), 0);
  }

  private static AgentView readiness(Precondition... missing) {
    Map<IpAddress, List<Precondition>> addresses =
        Map.of(IpAddress.parse("10.0.0.100"), List.of(missing));
    return view(null, null, Map.of(CLUSTER, Readiness.of(Sorted.map(addresses))), Map.of(), 0);
  }

  @Test
  void aCheckIsNewsWhenItsStateChangesAndNotWhenItsEvidenceDoes() {
    AgentView up = checked(CheckVerdict.State.UP, "1 ms");
    AgentView down = checked(CheckVerdict.State.DOWN, "refused");
    assertThat(Transitions.between(NOTHING, up))
        .extracting(AgentEvent::detail)
        .containsExactly("shop/http/web1/tcp is up: 1 ms");
    assertThat(Transitions.between(up, down))
        .extracting(AgentEvent::detail)
        .containsExactly("shop/http/web1/tcp is down: refused");
    assertThat(Transitions.between(down, checked(CheckVerdict.State.DOWN, "timeout"))).isEmpty();
  }

  @Test
  void readinessIsNewsWhenGainedOrLost() {
    Precondition arp = new Precondition("arp_ignore", "0", "1");
    Precondition announce = new Precondition("arp_announce", "0", "2");
    assertThat(Transitions.between(NOTHING, readiness(arp)))
        .containsExactly(
            new AgentEvent(
                EventType.AGENT_READINESS,
                CLUSTER,
                "shop 10.0.0.100: not ready: arp_ignore is 0, needed 1",
                Map.of(
                    "address",
                    "10.0.0.100",
                    "ready",
                    false,
                    "missing",
                    List.of(Map.of("subject", "arp_ignore", "seen", "0", "needed", "1")))));
    assertThat(Transitions.between(readiness(arp), readiness(arp, announce))).isEmpty();
    assertThat(Transitions.between(readiness(arp), readiness()))
        .extracting(AgentEvent::detail)
        .containsExactly("shop 10.0.0.100: ready");
    assertThat(Transitions.between(readiness(), readiness())).isEmpty();
  }

  @Test
  void appliedRejectedAndDriftAreNewsOnce() {
    Rejection rejection =
        new Rejection(
            STAMP, Collections.nCopies(7, new Rejection.Reason("service/http", "ENOENT", "why")));
    AgentView applied = view(STAMP, null, Map.of(), Map.of(), 0);
    AgentView rejected = view(null, rejection, Map.of(), Map.of(), 0);
    AgentView drifted = view(null, null, Map.of(), Map.of(), 3);
    assertThat(Transitions.between(NOTHING, applied))
        .extracting("type")
        .containsExactly(EventType.AGENT_APPLIED);
    assertThat(Transitions.between(NOTHING, rejected))
        .singleElement()
        .satisfies(transition ->
            assertThat(transition.detail())
                .contains("service/http: ENOENT: why")
                .endsWith("and 2 more"));
    assertThat(Transitions.between(NOTHING, drifted))
        .extracting("type")
        .containsExactly(EventType.AGENT_DRIFT);
    for (AgentView same : List.of(applied, rejected, drifted)) {
      assertThat(Transitions.between(same, same)).isEmpty();
    }
    assertThat(Transitions.between(drifted, NOTHING)).isEmpty(); // the agent was restarted
  }
}
