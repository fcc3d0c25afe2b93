package io.lvsfleet.agent.core.readiness;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.VIP;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_LO;
import static io.lvsfleet.agent.core.TestStates.WEB1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Readiness;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadinessJudgeTest {

  private static final SysctlKey ON_LO = new SysctlKey("net.ipv4.conf.lo.arp_ignore");
  private static final SysctlKey ALL_RP_FILTER = new SysctlKey("net.ipv4.conf.all.rp_filter");
  private static final SysctlKey TUNNEL_RP_FILTER = new SysctlKey("net.ipv4.conf.tunl0.rp_filter");

  @Test
  void readyIsSilentAndHoldingTheAddress() {
    assertThat(judge(Map.of(ARP_IGNORE, "1"), Map.of(ARP_IGNORE, "1"), VIP_ON_LO).ready(VIP))
        .isTrue();
  }

  @Test
  void whatIsMissingIsSaidInWords() {
    Readiness readiness = judge(Map.of(ARP_IGNORE, "1"), Map.of(ARP_IGNORE, "0"));
    assertThat(readiness.addresses().get(VIP))
        .map(Readiness.Precondition::toString)
        .containsExactly(
            "net.ipv4.conf.all.arp_ignore is 0, needed 1",
            "10.0.0.100/32 dev lo is absent, needed present");
  }

  @Test
  void theKernelTakesTheGreaterOfAllAndTheInterface() {
    assertThat(judge(Map.of(ON_LO, "1"), Map.of(ON_LO, "0", ARP_IGNORE, "1"), VIP_ON_LO).ready(VIP))
        .isTrue();
    assertThat(
            judge(
                    Map.of(TUNNEL_RP_FILTER, "0"),
                    Map.of(TUNNEL_RP_FILTER, "0", ALL_RP_FILTER, "1"),
                    VIP_ON_LO)
                .ready(VIP))
        .isFalse();
  }

  @Test
  void aStricterArpModeWillDo() {
    assertThat(judge(Map.of(ARP_IGNORE, "1"), Map.of(ARP_IGNORE, "2"), VIP_ON_LO).ready(VIP))
        .isTrue();
  }

  @Test
  void aParameterTheKernelLacksIsMissing() {
    assertThat(judge(Map.of(ARP_IGNORE, "1"), Map.of(), VIP_ON_LO).addresses().get(VIP))
        .singleElement()
        .extracting(Readiness.Precondition::seen)
        .isEqualTo("absent");
  }

  private static Readiness judge(
      Map<SysctlKey, String> wanted, Map<SysctlKey, String> observed, LocalAddress... addresses) {
    RealServerState state = RealServerState.of(Sorted.set(List.of(VIP_ON_LO)), Sorted.map(wanted));
    NodeState desired = NodeState.of(WEB1, null, Sorted.map(Map.of(CLUSTER, state)), Sorted.map());
    KernelState kernel =
        KernelState.of(Sorted.map(), Sorted.set(List.of(addresses)), Sorted.map(observed));
    return ReadinessJudge.judge(desired, kernel, Set.of(), 0).sequencedValues().getFirst();
  }
}
