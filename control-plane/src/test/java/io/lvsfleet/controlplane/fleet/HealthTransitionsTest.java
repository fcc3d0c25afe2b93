package io.lvsfleet.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTransitionsTest {

  private static AgentEvent event(Transition transition) {
    return HealthTransitions.of(new Statement.Changed(List.of(transition), 0)).getFirst();
  }

  @Test
  void aRealServersTransitionIsToldWithWhatEachWitnessSaw() {
    AgentEvent event =
        event(
            new Transition(
                Instant.EPOCH,
                "http",
                "web1",
                "UP",
                "SLOW_START",
                true,
                3,
                "it is back",
                List.of(
                    new Transition.Testimony(
                        new NodeId("lb1"),
                        "tcp",
                        false,
                        CheckVerdict.of(
                            CheckVerdict.State.UP,
                            Instant.EPOCH,
                            new Evidence("connect", "connected", "", Duration.ofMillis(2)))),
                    new Transition.Testimony(new NodeId("web1"), "tcp", true, null))));

    assertThat(event.type()).isEqualTo(EventType.REAL_SERVER_STATE);
    assertThat(event.detail()).isEqualTo("http/web1: up -> slowStart, weight 3: it is back");
    assertThat(event.data())
        .containsEntry("from", "up")
        .containsEntry("to", "slowStart")
        .containsEntry("present", true);
    assertThat((List<?>) event.data().get("witnesses"))
        .hasSize(2)
        .first()
        .isInstanceOfSatisfying(
            Map.class,
            witness -> {
              assertThat(witness.get("seen")).isEqualTo("connected");
              assertThat(witness.get("roundTripMillis")).isEqualTo(2L);
            });
    assertThat(stored(event).data()).isEqualTo(event.data());
  }

  @Test
  void aServicesTransitionHasNoRealServer() {
    AgentEvent event =
        event(
            new Transition(
                Instant.EPOCH, "http", "", "", "NO_QUORUM", false, 0, "nobody is up", List.of()));

    assertThat(event.type()).isEqualTo(EventType.SERVICE_STATE);
    assertThat(event.detail()).isEqualTo("http -> noQuorum, weight 0: nobody is up");
    assertThat(stored(event).data().get("from")).isNull();
  }

  /// An event whose fields are not those of its type cannot be made.
  @SuppressWarnings("NullAway") // which does not see @Nullable type arguments of compiled records
  private static Event stored(AgentEvent event) {
    return new Event(
        Instant.EPOCH, event.type(), Sorted.set(), null, null, event.detail(), event.data());
  }
}
