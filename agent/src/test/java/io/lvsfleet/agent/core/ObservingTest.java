package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An agent that changes nothing.
class ObservingTest {

  private static final NodeState DIRECTOR =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));

  private final Bench bench = new Bench();

  @Test
  void itTellsWhatItWouldDoAndDoesNothing() {
    KernelState before = bench.kernel.state();
    bench.mode = Event.Mode.OBSERVING;
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    bench.pass(Duration.ofHours(1));

    assertThat(bench.kernel.state()).isEqualTo(before);
    assertThat(bench.effects)
        .noneMatch(one -> one instanceof Effect.Execute || one instanceof Effect.PersistLedger);
    assertThat(bench.codes()).containsExactly("observing");
    assertThat(bench.observation().outstanding())
        .startsWith("ipvsadm -A -t 10.0.0.100:80 -s rr")
        .hasSize(4);
    assertThat(bench.state.decided()).isTrue();
  }

  @Test
  void itExplainsAllThat() {
    bench.mode = Event.Mode.OBSERVING;
    bench.start();
    bench.dispatch(new Event.DesiredArrived(desired(1, DIRECTOR)));
    assertThat(Explanation.of(bench.state, bench.now))
        .startsWith(
            """
            node lvs1, state 1 of incarnation first; this agent only observes
            control plane: out of reach
            not applied:
              lvs1: observing: this agent changes nothing; it would do 4 operations
            """)
        .contains(
            """
            left to do:
              ipvsadm -A -t 10.0.0.100:80 -s rr
              ipvsadm -a -t 10.0.0.100:80 -r 10.0.0.21:80 -g -w 5
              ip address add 10.0.0.100/24 dev eth0
            """)
        .contains("http/web1: weight 5, UP since 2026-03-01T12:00:00Z: up");
  }
}
