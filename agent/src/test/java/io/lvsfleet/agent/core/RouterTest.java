package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.LVS1;
import static io.lvsfleet.agent.core.TestStates.desired;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// A director that forwards, and what that does to its host.
class RouterTest {

  private static final SysctlKey IPV4 = new SysctlKey("net.ipv4.ip_forward");
  private static final SysctlKey IPV4_ON_ETH0 = new SysctlKey("net.ipv4.conf.eth0.forwarding");
  private static final SysctlKey IPV6 = new SysctlKey("net.ipv6.conf.all.forwarding");
  private static final SysctlKey ACCEPT_ON_ETH0 = new SysctlKey("net.ipv6.conf.eth0.accept_ra");

  private final Bench bench = new Bench();

  @Test
  void itKeepsItsDefaultRouteAndIsInTheEndAsBefore() {
    bench.kernel.sysctls.put(IPV4_ON_ETH0, "1");
    SortedMap<SysctlKey, String> before = bench.kernel.sysctls.all();

    bench.applied(router());
    assertThat(bench.kernel.sysctls.lostRoutes()).doesNotContain("eth0", "lo");
    assertThat(bench.kernel.sysctls.read(ACCEPT_ON_ETH0)).contains("2");

    bench.dispatch(new Event.DesiredArrived(desired(2, NodeState.empty(LVS1))));
    assertThat(bench.sent(Applied.class)).hasSize(2);
    assertThat(bench.kernel.sysctls.all()).isEqualTo(before);
    assertThat(bench.state.ledger().claimsNothing()).isTrue();
  }

  private static NodeState router() {
    DirectorState director =
        DirectorState.of(
            CLUSTER,
            DirectorRole.ALONE,
            Sorted.set(),
            Sorted.map(),
            Sorted.map(Map.of(IPV4, "1", IPV6, "1")));
    return NodeState.of(LVS1, director, Sorted.map(), Sorted.map());
  }
}
