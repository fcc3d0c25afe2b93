package io.lvsfleet.reconcile;

import static io.lvsfleet.reconcile.Fixtures.nothing;
import static io.lvsfleet.reconcile.Fixtures.realServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.SysctlKey;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A host becomes a router, and is in the end what it was.
class ForwardingTest {

  private static final SysctlKey IPV4 = new SysctlKey("net.ipv4.ip_forward");
  private static final SysctlKey IPV4_ON_ETH0 = new SysctlKey("net.ipv4.conf.eth0.forwarding");
  private static final SysctlKey IPV4_ON_ETH1 = new SysctlKey("net.ipv4.conf.eth1.forwarding");
  private static final SysctlKey IPV6 = new SysctlKey("net.ipv6.conf.all.forwarding");
  private static final SysctlKey IPV6_ON_ETH0 = new SysctlKey("net.ipv6.conf.eth0.forwarding");
  private static final SysctlKey IPV6_ON_ETH1 = new SysctlKey("net.ipv6.conf.eth1.forwarding");
  private static final SysctlKey ACCEPT_ON_ETH0 = new SysctlKey("net.ipv6.conf.eth0.accept_ra");
  private static final SysctlKey ACCEPT_ON_ETH1 = new SysctlKey("net.ipv6.conf.eth1.accept_ra");

  private static final KernelState ROUTER4 = realServer(Map.of(IPV4, "1"));
  private static final KernelState ROUTER6 = realServer(Map.of(IPV6, "1"));

  @Test
  void aDefaultRouteFromAnAdvertisementIsKept() {
    Map<SysctlKey, String> host =
        Map.of(
            IPV6,
            "0",
            IPV6_ON_ETH0,
            "0",
            ACCEPT_ON_ETH0,
            "1",
            IPV6_ON_ETH1,
            "0",
            ACCEPT_ON_ETH1,
            "0");
    Plan plan = Reconciler.plan(realServer(host), ROUTER6, nothing());
    assertThat(plan)
        .hasToString(
            """
            sysctl -w net.ipv6.conf.eth0.accept_ra=2
            sysctl -w net.ipv6.conf.all.forwarding=1\
            """);

    Map<SysctlKey, String> router =
        Map.of(
            IPV6,
            "1",
            IPV6_ON_ETH0,
            "1",
            ACCEPT_ON_ETH0,
            "2",
            IPV6_ON_ETH1,
            "1",
            ACCEPT_ON_ETH1,
            "0");
    assertThat(Reconciler.plan(realServer(router), ROUTER6, plan.intent()).operations()).isEmpty();
    assertThat(Reconciler.plan(realServer(router), KernelState.EMPTY, plan.intent()))
        .hasToString(
            """
            sysctl -w net.ipv6.conf.all.forwarding=0
            sysctl -w net.ipv6.conf.eth0.accept_ra=1\
            """);
    assertThat(
            Reconciler.plan(realServer(host), KernelState.EMPTY, plan.intent())
                .intent()
                .claimsNothing())
        .isTrue();
  }

  @Test
  void whoSetsItBackMeanwhileIsUndone() {
    Plan plan =
        Reconciler.plan(
            realServer(Map.of(IPV6, "0", IPV6_ON_ETH0, "0", ACCEPT_ON_ETH0, "1")),
            ROUTER6,
            nothing());
    assertThat(
            Reconciler.plan(
                realServer(Map.of(IPV6, "1", IPV6_ON_ETH0, "1", ACCEPT_ON_ETH0, "1")),
                ROUTER6,
                plan.intent()))
        .hasToString("sysctl -w net.ipv6.conf.eth0.accept_ra=2");
  }

  /// It forwards already: it takes no advertisements, or 2 is there.
  @Test
  void anInterfaceThatTakesNoAdvertisementsIsLeftAlone() {
    assertThat(
            Reconciler.plan(
                realServer(Map.of(IPV6, "0", IPV6_ON_ETH0, "1", ACCEPT_ON_ETH0, "1")),
                ROUTER6,
                nothing()))
        .hasToString("sysctl -w net.ipv6.conf.all.forwarding=1");
    assertThat(
            Reconciler.plan(
                    realServer(Map.of(IPV6, "1", IPV6_ON_ETH0, "1", ACCEPT_ON_ETH0, "1")),
                    ROUTER6,
                    nothing())
                .operations())
        .isEmpty();
  }

  @Test
  void forwardingDoesNotHappenWhenTheRouteWouldBeLost() {
    Operation accept = new Operation.SetSysctl(ACCEPT_ON_ETH0, "2");
    assertThat(Dependencies.restsOn(new Operation.SetSysctl(IPV6, "1"), accept)).isTrue();
    assertThat(Dependencies.restsOn(new Operation.SetSysctl(IPV4, "1"), accept)).isFalse();
  }

  /// The kernel writes the parameter of every interface along with that of all.
  @Test
  void anInterfaceThatForwardedBeforeDoesSoAfterwards() {
    Map<SysctlKey, String> host = Map.of(IPV4, "0", IPV4_ON_ETH0, "1", IPV4_ON_ETH1, "0");
    Plan plan = Reconciler.plan(realServer(host), ROUTER4, nothing());
    assertThat(plan).hasToString("sysctl -w net.ipv4.ip_forward=1");

    Map<SysctlKey, String> router = new HashMap<>(host);
    router.put(IPV4, "1");
    router.put(IPV4_ON_ETH1, "1");
    assertThat(Reconciler.plan(realServer(router), ROUTER4, plan.intent()).operations()).isEmpty();
    assertThat(Reconciler.plan(realServer(router), KernelState.EMPTY, plan.intent()))
        .hasToString(
            """
            sysctl -w net.ipv4.ip_forward=0
            sysctl -w net.ipv4.conf.eth0.forwarding=1\
            """);

    // Half of it was done when the agent was killed.
    Map<SysctlKey, String> between = Map.of(IPV4, "0", IPV4_ON_ETH0, "0", IPV4_ON_ETH1, "0");
    assertThat(Reconciler.plan(realServer(between), KernelState.EMPTY, plan.intent()))
        .hasToString("sysctl -w net.ipv4.conf.eth0.forwarding=1");
  }
}
