package io.lvsfleet.controlplane.fleet;

import static io.lvsfleet.controlplane.agents.FailoverSaid.NOW;
import static io.lvsfleet.controlplane.agents.FailoverSaid.agents;
import static io.lvsfleet.controlplane.agents.FailoverSaid.backup;
import static io.lvsfleet.controlplane.agents.FailoverSaid.discard;
import static io.lvsfleet.controlplane.agents.FailoverSaid.master;
import static io.lvsfleet.controlplane.agents.FailoverSaid.status;
import static io.lvsfleet.controlplane.agents.FailoverSaid.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentView;
import io.lvsfleet.controlplane.events.EventType;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.FailoverStatus.State;
import io.lvsfleet.model.FailoverStatus.Transition;
import io.lvsfleet.model.VrrpStatus.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailoverEventsTest {

  private static final Transition UP =
      new Transition(NOW, State.BACKUP, State.MASTER, "no advertisement of 10.0.0.2 for 3.6 s");
  private static final Transition DOWN =
      new Transition(NOW.plusSeconds(9), State.MASTER, State.FAULT, "interface eth1 is down");

  private static List<AgentEvent> between(@Nullable FailoverStatus before, FailoverStatus after) {
    return Transitions.between(view("a", true, before), view("a", true, after));
  }

  @Test
  void everyTransitionIsAnEventOnce() {
    FailoverStatus one = status(State.MASTER, null, null, UP);
    FailoverStatus two = status(State.FAULT, null, null, UP, DOWN);

    assertThat(between(backup(), two))
        .extracting(AgentEvent::type)
        .containsExactly(EventType.DIRECTOR_MASTER, EventType.DIRECTOR_FAULT);
    assertThat(between(one, two))
        .extracting(AgentEvent::detail)
        .containsExactly("MASTER to FAULT: interface eth1 is down");
    assertThat(between(two, two)).isEmpty();
  }

  @Test
  void whatIsSaidFirstIsOneEventHoweverMuchHappenedBefore() {
    assertThat(between(null, status(State.FAULT, null, null, UP, DOWN)))
        .extracting(AgentEvent::type)
        .containsExactly(EventType.DIRECTOR_FAULT);
  }

  @Test
  void whatIsNotHeededIsAnEventForEverySenderAndReasonAndOnceAnHour() {
    FailoverStatus first = status(State.MASTER, null, discard(Reason.ADDRESSES, NOW));

    assertThat(between(master(), first))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.type()).isEqualTo(EventType.VRRP_DISCARDED);
          assertThat(event.detail()).isEqualTo("10.0.0.9: ADDRESSES: 7 addresses");
        });
    assertThat(
            between(
                first,
                status(
                    State.MASTER,
                    null,
                    discard(Reason.ADDRESSES, NOW.plus(Duration.ofMinutes(5))))))
        .isEmpty();
    assertThat(
            between(
                first,
                status(
                    State.MASTER, null, discard(Reason.ADDRESSES, NOW.plus(Duration.ofHours(1))))))
        .hasSize(1);
    assertThat(between(first, status(State.MASTER, null, discard(Reason.TTL, NOW.plusSeconds(1)))))
        .hasSize(1);
  }

  @Test
  void aSplitBrainIsToldOnceEachTime() {
    SplitBrain splitBrain = new SplitBrain();
    AgentView a = view("a", true, master());
    AgentView b = view("b", true, master());
    AgentView relieved = view("b", true, backup());

    assertThat(splitBrain.look(a, agents(a, relieved))).isEmpty();
    assertThat(splitBrain.look(a, agents(a, b)))
        .hasValueSatisfying(event -> {
          assertThat(event.type()).isEqualTo(EventType.CLUSTER_SPLIT_BRAIN);
          assertThat(event.detail()).isEqualTo("two masters: a, b");
        });
    assertThat(splitBrain.look(b, agents(a, b))).isEmpty();
    assertThat(splitBrain.look(a, agents(a, relieved))).isEmpty();
    assertThat(splitBrain.look(b, agents(a, b))).isPresent();
  }

  @Test
  void aMasterWithoutASessionIsNoSecondMaster() {
    AgentView a = view("a", true, master());

    assertThat(new SplitBrain().look(a, agents(a, view("b", false, master())))).isEmpty();
  }

  @Test
  void oneLooksWhenADirectorBecomesMaster() {
    AgentView master = view("a", true, master());

    assertThat(SplitBrain.isWorthALook(view("a", true, backup()), master)).isTrue();
    assertThat(SplitBrain.isWorthALook(view("a", true, null), master)).isTrue();
    assertThat(SplitBrain.isWorthALook(master, master)).isFalse();
    assertThat(SplitBrain.isWorthALook(master, view("a", true, backup()))).isFalse();
  }
}
