package io.lvsfleet.agent.core;

import static io.lvsfleet.agent.core.TestStates.ARP_IGNORE;
import static io.lvsfleet.agent.core.TestStates.CLUSTER;
import static io.lvsfleet.agent.core.TestStates.VIP;
import static io.lvsfleet.agent.core.TestStates.VIP_ON_LO;
import static io.lvsfleet.agent.core.TestStates.WEB1;
import static io.lvsfleet.agent.core.TestStates.desired;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.RealServerState;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Facet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// A real server takes a virtual IP only while it is known not to answer ARP for it.
class SilenceTest {

  private static final SysctlKey ON_ETH0 = new SysctlKey("net.ipv4.conf.eth0.arp_ignore");
  private static final SysctlKey ON_ETH1 = new SysctlKey("net.ipv4.conf.eth1.arp_ignore");
  private static final SortedMap<SysctlKey, String> NEEDED = Sorted.map(Map.of(ARP_IGNORE, "1"));
  private static final RouteKey RANGE =
      new RouteKey(RouteKey.LOCAL, Prefix.parse("10.0.0.100/30"), 0);
  private static final Network WITH_RANGE =
      new Network(
          Sorted.map(),
          Sorted.set(),
          Sorted.map(Map.of(RANGE, new Route(Route.Type.LOCAL, null, "lo", null))),
          Sorted.set());

  private final Bench bench = new Bench();

  @Test
  void aVirtualIpWaitsForParametersAnOperatorLooksAfter() {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, unmanaged(Network.NONE))));

    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.kernel.sysctls.read(ARP_IGNORE)).contains("0");
    assertThat(refusal())
        .satisfies(reason -> {
          assertThat(reason.object()).isEqualTo("ip address add 10.0.0.100/32 dev lo");
          assertThat(reason.code()).isEqualTo("not-silent");
          assertThat(reason.detail()).contains("net.ipv4.conf.all.arp_ignore is 0, needed 1");
        });
    assertThat(bench.ledger == null || bench.ledger.addresses().isEmpty()).isTrue();

    bench.kernel.sysctls.put(ARP_IGNORE, "1");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
    assertThat(bench.sent(Applied.class)).hasSize(1);
  }

  @Test
  void soDoesTheRouteOfARange() {
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, unmanaged(WITH_RANGE))));
    assertThat(bench.kernel.routes.all()).doesNotContainKey(RANGE);

    bench.kernel.sysctls.put(ARP_IGNORE, "1");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.routes.all()).containsKey(RANGE);
  }

  @Test
  void anInterfaceThatIsSilentByItselfIsSilent() {
    bench.kernel.sysctls.put(ON_ETH0, "1");
    bench.applied(unmanaged(Network.NONE));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
  }

  @Test
  void everyInterfaceThatMayBeAskedCounts() {
    bench.kernel.sysctls.put(ON_ETH0, "1");
    bench.kernel.addresses.addInterface("eth1");
    bench.kernel.sysctls.put(ON_ETH1, "0");
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, unmanaged(Network.NONE))));
    assertThat(bench.kernel.addresses.dump()).isEmpty();

    bench.kernel.addresses.removeInterface("eth1");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
  }

  /// The kernel takes the greater value, and 3 is silent only about addresses of scope host.
  @Test
  void anInterfaceThatAnswersInSpiteOfAllIsNamed() {
    bench.kernel.sysctls.put(ON_ETH0, "3");
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, TestStates.realServer())));

    assertThat(bench.kernel.addresses.dump()).isEmpty();
    assertThat(bench.kernel.sysctls.read(ARP_IGNORE)).contains("1");
    assertThat(refusal().detail()).contains("net.ipv4.conf.eth0.arp_ignore is 3, needed 1");
    assertThat(bench.observation().readiness().get(CLUSTER))
        .satisfies(readiness -> assertThat(readiness.ready(VIP)).isFalse());
  }

  @Test
  void whatCannotBeLookedAtIsNotTrusted() {
    bench.kernel.sysctls.put(ARP_IGNORE, "1");
    bench.blindTo.add(Facet.SYSCTLS);
    bench.start().connected();
    bench.dispatch(new Event.DesiredArrived(desired(1, unmanaged(Network.NONE))));
    assertThat(bench.kernel.addresses.dump()).isEmpty();
  }

  /// Taking it away would cut connections off; the weight goes, and it is told.
  @Test
  void anAddressThatIsHeldStaysWhenSilenceIsLost() {
    bench.kernel.sysctls.put(ARP_IGNORE, "1");
    bench.applied(unmanaged(Network.NONE));
    bench.kernel.sysctls.put(ARP_IGNORE, "0");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.kernel.addresses.dump()).containsExactly(VIP_ON_LO);
    assertThat(refusal().code()).isEqualTo("not-silent");
    assertThat(bench.observation().readiness().get(CLUSTER))
        .satisfies(readiness -> assertThat(readiness.ready(VIP)).isFalse());
  }

  @Test
  void anIpv6AddressIsSilentByItself() {
    LocalAddress ipv6 = new LocalAddress("lo", IpAddress.parse("fd00::100"), 128);
    bench.start().connected();
    bench.dispatch(
        new Event.DesiredArrived(
            desired(
                1,
                node(
                    new RealServerState(
                        Sorted.set(List.of(ipv6)),
                        Sorted.map(),
                        NEEDED,
                        Network.NONE,
                        Sorted.set())))));
    assertThat(bench.kernel.addresses.dump()).containsExactly(ipv6);
  }

  private Reason refusal() {
    return bench.sent(Rejected.class).getLast().reasons().getFirst();
  }

  private static NodeState unmanaged(Network network) {
    return node(
        new RealServerState(
            Sorted.set(List.of(VIP_ON_LO)), Sorted.map(), NEEDED, network, Sorted.set()));
  }

  private static NodeState node(RealServerState state) {
    return NodeState.of(WEB1, null, Sorted.map(Map.of(CLUSTER, state)), Sorted.map());
  }
}
