package io.lvsfleet.reconcile;

import static io.lvsfleet.reconcile.Fixtures.HOST;
import static io.lvsfleet.reconcile.Fixtures.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Ipv4Address;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.PacketRule;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Devices, routes, packet rules and what ip_vs has beside its table.
class NetworkPlannerTest {

  private static final IpAddress OWN = IpAddress.parse("10.0.0.21");
  private static final IpAddress VIP = IpAddress.parse("10.0.0.100");
  private static final Device IPIP = new Device(Device.Kind.IPIP, OWN, 0);
  private static final SysctlKey RP_FILTER = new SysctlKey("net.ipv4.conf.lvs0.rp_filter");
  private static final LocalAddress ON_TUNNEL = new LocalAddress("lvs0", VIP, 32);
  private static final RouteKey DEFAULT = new RouteKey(RouteKey.MAIN, Prefix.parse("0.0.0.0/0"), 0);
  private static final Route OURS =
      new Route(Route.Type.UNICAST, IpAddress.parse("10.0.0.254"), null, null);
  private static final Route THEIRS =
      new Route(Route.Type.UNICAST, IpAddress.parse("10.0.0.1"), "eth0", null, "0a");
  private static final PacketRule SILENCE =
      new PacketRule.ArpSilence((Ipv4Address) VIP, (Ipv4Address) OWN);
  private static final PacketRule OTHER = new PacketRule.SegmentLimit(VIP, 1400);
  private static final Timeouts KERNELS =
      new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));
  private static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(90), Duration.ofSeconds(12), Duration.ofSeconds(30));

  @Test
  void aTunnelIsThereBeforeItsParametersAndThoseBeforeItsAddress() {
    KernelState wanted =
        state(Map.of("lvs0", IPIP), Map.of(RP_FILTER, "0"), Set.of(ON_TUNNEL), Set.of());
    Plan there = Reconciler.plan(KernelState.EMPTY, wanted, nothing());
    assertThat(there)
        .hasToString(
            """
            ip link add name lvs0 type ipip local 10.0.0.21 remote any && ip link set lvs0 up
            sysctl -w net.ipv4.conf.lvs0.rp_filter=0
            ip address add 10.0.0.100/32 dev lvs0\
            """);
    assertThat(Reconciler.plan(wanted, KernelState.EMPTY, there.intent()))
        .hasToString(
            """
            ip address del 10.0.0.100/32 dev lvs0
            ip link del lvs0\
            """);
  }

  @Test
  void aDeviceThatChangesBeginsAnewWithAllThatIsOnIt() {
    KernelState observed =
        state(Map.of("lvs0", IPIP), Map.of(RP_FILTER, "0"), Set.of(ON_TUNNEL), Set.of());
    Ledger ledger = Reconciler.plan(KernelState.EMPTY, observed, nothing()).intent();
    KernelState wanted =
        state(
            Map.of("lvs0", new Device(Device.Kind.GRE, OWN, 0)),
            Map.of(RP_FILTER, "0"),
            Set.of(ON_TUNNEL),
            Set.of());
    assertThat(Reconciler.plan(observed, wanted, ledger))
        .hasToString(
            """
            ip link del lvs0
            ip link add name lvs0 type gre local 10.0.0.21 remote any && ip link set lvs0 up
            sysctl -w net.ipv4.conf.lvs0.rp_filter=0
            ip address add 10.0.0.100/32 dev lvs0\
            """);
  }

  @Test
  void aTunnelThatGetsAnotherNameGoesBeforeTheOneOfTheSameEndsComes() {
    KernelState observed = state(Map.of("lvs0", IPIP), Map.of(), Set.of(), Set.of());
    Ledger ledger = Reconciler.plan(KernelState.EMPTY, observed, nothing()).intent();
    KernelState wanted = state(Map.of("lvs1", IPIP), Map.of(), Set.of(), Set.of());
    assertThat(Reconciler.plan(observed, wanted, ledger).operations())
        .extracting(operation -> operation.getClass().getSimpleName())
        .containsExactly("RemoveDevice", "AddDevice");
  }

  @Test
  void aForeignDeviceOfTheNameIsAConflict() {
    KernelState observed =
        state(Map.of("lvs0", new Device(Device.Kind.GRE, OWN, 0)), Map.of(), Set.of(), Set.of());
    KernelState wanted = state(Map.of("lvs0", IPIP), Map.of(), Set.of(), Set.of());
    Plan plan = Reconciler.plan(observed, wanted, nothing());
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.conflicts()).extracting(Conflict::code).containsExactly(Conflict.FOREIGN);
  }

  @Test
  void aForeignDefaultRouteIsReplacedAndComesBack() {
    Plan there = Reconciler.plan(routes(THEIRS), routes(OURS), nothing());
    assertThat(there).hasToString("ip route replace default via 10.0.0.254");
    Route made = new Route(Route.Type.UNICAST, IpAddress.parse("10.0.0.254"), "eth0", null);
    assertThat(Reconciler.plan(routes(made), routes(OURS), there.intent()).operations()).isEmpty();
    assertThat(Reconciler.plan(routes(made), KernelState.EMPTY, there.intent()))
        .hasToString("ip route replace default via 10.0.0.1 dev eth0");
  }

  @Test
  void newRulesComeBeforeTheAddressOldOnesLeaveAfterIt() {
    KernelState before = state(Map.of(), Map.of(), Set.of(), Set.of(OTHER));
    LocalAddress onEth0 = new LocalAddress("eth0", VIP, 32);
    KernelState wanted = state(Map.of(), Map.of(), Set.of(onEth0), Set.of(SILENCE));
    Plan plan = Reconciler.plan(before, wanted, nothing());
    assertThat(plan.operations())
        .containsExactly(
            new Operation.SetPacketRules(Sorted.set(Set.of(OTHER, SILENCE))),
            new Operation.AddAddress(onEth0, true),
            new Operation.SetPacketRules(Sorted.set(Set.of(SILENCE))));
    assertThat(Reconciler.plan(wanted, KernelState.EMPTY, plan.intent()).operations())
        .containsExactly(
            new Operation.RemoveAddress(onEth0, true), new Operation.SetPacketRules(Sorted.set()));
  }

  @Test
  void timeoutsComeBackAndADaemonOfSomebodyElseIsLeftRunning() {
    KernelState kernel = settings(new IpvsSettings(KERNELS, Sorted.map()));
    KernelState wanted = settings(new IpvsSettings(SHORT, Sorted.map()));
    Ledger ledger = Reconciler.plan(kernel, wanted, nothing()).intent();
    assertThat(ledger.timeoutsOriginal()).isEqualTo(KERNELS);
    assertThat(Reconciler.plan(wanted, KernelState.EMPTY, ledger))
        .hasToString("ipvsadm --set 900 120 300");

    SyncDaemon daemon =
        new SyncDaemon(SyncDaemon.Role.MASTER, "eth0", 1, 1400, SyncDaemon.DEFAULT_GROUP, 8848, 1);
    KernelState running =
        settings(new IpvsSettings(KERNELS, Sorted.map(Map.of(SyncDaemon.Role.MASTER, daemon))));
    Plan plan = Reconciler.plan(running, running, nothing());
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.conflicts()).hasSize(1);
    assertThat(plan.foreign()).hasSize(1);
  }

  @Test
  void forwardingIsWrittenFirstAndWhatItOverwritesComesBackAfterIt() {
    SysctlKey forward = new SysctlKey("net.ipv4.ip_forward");
    SysctlKey arp = Fixtures.ARP_IGNORE;
    SysctlKey redirects = new SysctlKey("net.ipv4.conf.all.accept_redirects");
    KernelState hardened = Fixtures.realServer(Map.of(forward, "0", redirects, "0", arp, "0"));
    KernelState wanted = Fixtures.realServer(Map.of(forward, "1", arp, "1"));
    Plan there = Reconciler.plan(hardened, wanted, nothing());
    assertThat(there)
        .hasToString(
            """
            sysctl -w net.ipv4.ip_forward=1
            sysctl -w net.ipv4.conf.all.arp_ignore=1\
            """);
    KernelState router = Fixtures.realServer(Map.of(forward, "1", redirects, "0", arp, "1"));
    assertThat(Reconciler.plan(router, wanted, there.intent()).operations()).isEmpty();
    assertThat(Reconciler.plan(router, KernelState.EMPTY, there.intent()))
        .hasToString(
            """
            sysctl -w net.ipv4.ip_forward=0
            sysctl -w net.ipv4.conf.all.accept_redirects=0
            sysctl -w net.ipv4.conf.all.arp_ignore=0\
            """);
  }

  @Test
  void whatCannotBeSeenIsNotPlannedAndNoClaimOnItEnds() {
    KernelState made =
        state(Map.of("lvs0", IPIP), Map.of(RP_FILTER, "0"), Set.of(ON_TUNNEL), Set.of(SILENCE));
    Ledger ledger = Reconciler.plan(KernelState.EMPTY, made, nothing()).intent();
    for (Facet blind : Facet.values()) {
      Plan plan =
          Reconciler.plan(
              KernelState.EMPTY, KernelState.EMPTY, ledger, Sorted.set(), Set.of(blind));
      assertThat(plan.operations()).noneMatch(operation -> Facet.of(operation) == blind);
      if (blind == Facet.DEVICES) {
        assertThat(plan.intent().devices()).containsExactly("lvs0");
      }
      if (blind == Facet.ADDRESSES) {
        assertThat(plan.intent().addresses()).containsExactly(ON_TUNNEL);
      }
    }
    assertThat(ledger.host()).isEqualTo(HOST);
  }

  private static KernelState routes(Route route) {
    return network(
        new Network(Sorted.map(), Sorted.set(), Sorted.map(Map.of(DEFAULT, route)), Sorted.set()));
  }

  private static KernelState network(Network network) {
    return new KernelState(Sorted.map(), Sorted.set(), Sorted.map(), IpvsSettings.NONE, network);
  }

  private static KernelState settings(IpvsSettings settings) {
    return new KernelState(Sorted.map(), Sorted.set(), Sorted.map(), settings, Network.NONE);
  }

  private static KernelState state(
      Map<String, Device> devices,
      Map<SysctlKey, String> sysctls,
      Set<LocalAddress> addresses,
      Set<PacketRule> rules) {
    return new KernelState(
        Sorted.map(),
        Sorted.set(List.copyOf(addresses)),
        Sorted.map(sysctls),
        IpvsSettings.NONE,
        new Network(Sorted.map(devices), Sorted.set(), Sorted.map(), Sorted.set(rules)));
  }
}
