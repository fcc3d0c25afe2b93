package io.lvsfleet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.reconcile.RemovalGuard.Removals;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RemovalGuardTest {

  private static final NodeId NODE = new NodeId("lvs1");

  @Test
  void everydayChangesPass() {
    assertThat(RemovalGuard.refusal(director(0, 20, 1), director(0, 10, 1), 0)).isEmpty();
    assertThat(RemovalGuard.refusal(director(0, 100, 1), director(0, 50, 1), 0)).isEmpty();
    assertThat(RemovalGuard.refusal(director(0, 5, 2), director(10, 5, 2), 0)).isEmpty();
    assertThat(RemovalGuard.refusal(director(0, 1, 1), director(0, 0, 0), 0)).isEmpty();
  }

  @Test
  void moreThanTenAndMoreThanHalfIsRefused() {
    assertThat(RemovalGuard.refusal(director(0, 100, 1), director(0, 49, 1), 0))
        .hasValueSatisfying(text ->
            assertThat(text)
                .contains("51 of 100 virtual services")
                .contains("51 of 100 real servers")
                .contains("allow 102 removals"));
  }

  @Test
  void realServersAreCountedToo() {
    assertThat(RemovalGuard.refusal(director(0, 1, 20), director(0, 1, 9), 0)).isPresent();
    assertThat(RemovalGuard.refusal(director(0, 1, 20), director(0, 1, 10), 0)).isEmpty();
  }

  @Test
  void nothingLeftOfSeveralIsRefused() {
    assertThat(RemovalGuard.refusal(director(0, 2, 1), director(0, 0, 0), 0)).isPresent();
    assertThat(RemovalGuard.refusal(director(0, 2, 1), NodeState.empty(NODE), 0)).isPresent();
    assertThat(RemovalGuard.refusal(director(0, 1, 2), director(0, 1, 0), 0)).isPresent();
  }

  @Test
  void theOperatorMayAllowIt() {
    NodeState before = director(0, 100, 1);
    Removals removals = RemovalGuard.removals(before, NodeState.empty(NODE));
    assertThat(removals.total()).isEqualTo(200);
    assertThat(RemovalGuard.refusal(before, NodeState.empty(NODE), 200)).isEmpty();
    assertThat(RemovalGuard.refusal(before, NodeState.empty(NODE), 199)).isPresent();
  }

  /// Services with consecutive ports, each with the same real servers.
  private static NodeState director(int firstService, int services, int servers) {
    SortedMap<VirtualServiceKey, ServiceSpec> all = new TreeMap<>();
    for (int s = firstService; s < firstService + services; s++) {
      SortedMap<RealServerKey, RealServerSpec> realServers = new TreeMap<>();
      for (int r = 0; r < servers; r++) {
        realServers.put(
            new RealServerKey(IpAddress.parse("10.0.1." + r), 80),
            new RealServerSpec("web" + r, Fixtures.dr(1), null, Sorted.set(), Sorted.set()));
      }
      all.put(
          new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 1000 + s),
          ServiceSpec.of(
              "s" + s, VirtualServiceConfig.of(Scheduler.RR), OnFailure.REMOVE, realServers));
    }
    DirectorState director =
        DirectorState.of(new ClusterId("web"), DirectorRole.ALONE, Sorted.set(), all, Sorted.map());
    return NodeState.of(NODE, director, Sorted.map(), Sorted.map());
  }
}
