package io.lvsfleet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.Network;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whose a route is, and what becomes of the one it replaced.
class RoutePlanTest {

  private static final RouteKey DEFAULT =
      new RouteKey(RouteKey.MAIN, Prefix.all(AddressFamily.IPV4), 0);
  private static final Route WANTED = via("10.0.0.11", null, "");
  private static final Route OURS = via("10.0.0.11", "eth0", "");
  private static final Route DHCP = via("10.0.0.1", "eth0", "01");
  private static final Route RENEWED = via("10.0.0.2", "eth0", "02");
  private static final KernelState NO_ROUTE = KernelState.EMPTY;

  private static Route via(String gateway, @Nullable String name, String saved) {
    return new Route(Route.Type.UNICAST, IpAddress.parse(gateway), name, null, saved);
  }

  private static KernelState with(Route route) {
    return network(
        new Network(Sorted.map(), Sorted.set(), Sorted.map(Map.of(DEFAULT, route)), Sorted.set()));
  }

  private static KernelState network(Network network) {
    return new KernelState(Sorted.map(), Sorted.set(), Sorted.map(), IpvsSettings.NONE, network);
  }

  private static Ledger nothing() {
    return Ledger.of(Fixtures.HOST, Sorted.map(), Sorted.set(), Sorted.map());
  }

  private static Ledger claimed(KernelState observed) {
    return Reconciler.plan(observed, with(WANTED), nothing()).intent();
  }

  @Test
  void aRouteThatDoesWhatIsWantedIsLeftWhoeverMadeIt() {
    Plan plan = Reconciler.plan(with(via("10.0.0.11", "eth0", "03")), with(WANTED), nothing());
    assertThat(plan.operations()).isEmpty();
    assertThat(plan.intent()).isEqualTo(nothing());
    assertThat(Reconciler.plan(with(OURS), with(WANTED), claimed(NO_ROUTE)).operations()).isEmpty();
  }

  @Test
  void theDefaultRouteOfAnotherIsReplacedAndComesBack() {
    Plan there = Reconciler.plan(with(DHCP), with(WANTED), nothing());
    assertThat(there).hasToString("ip route replace default via 10.0.0.11");
    Plan back = Reconciler.plan(with(OURS), NO_ROUTE, there.intent());
    assertThat(back).hasToString("ip route replace default via 10.0.0.1 dev eth0");
  }

  @Test
  void whatComesBackIsTheNewestThatSomebodyElsePutThere() {
    Ledger first = claimed(with(DHCP));
    Plan repair = Reconciler.plan(with(RENEWED), with(WANTED), first);
    assertThat(repair).hasToString("ip route replace default via 10.0.0.11");
    assertThat(repair.intent().routeOriginals()).containsExactly(Map.entry(DEFAULT, RENEWED));
  }

  @Test
  void aRouteThatIsAnothersByNowIsNotRemoved() {
    for (Ledger ledger : new Ledger[] {claimed(NO_ROUTE), claimed(with(DHCP))}) {
      Plan plan = Reconciler.plan(with(RENEWED), NO_ROUTE, ledger);
      assertThat(plan.operations()).isEmpty();
      assertThat(plan.intent()).isEqualTo(nothing());
    }
  }

  @Test
  void oursWithoutAPredecessorIsRemoved() {
    assertThat(Reconciler.plan(with(OURS), NO_ROUTE, claimed(NO_ROUTE)))
        .hasToString("ip route del default");
  }

  @Test
  void aDeviceThatSomebodySetDownIsMadeAnew() {
    Device up = new Device(Device.Kind.DUMMY, null, 0);
    Device down = new Device(Device.Kind.DUMMY, null, 0, false);
    Ledger ledger = Reconciler.plan(KernelState.EMPTY, devices(up), nothing()).intent();
    assertThat(Reconciler.plan(devices(up), devices(up), ledger).operations()).isEmpty();
    assertThat(Reconciler.plan(devices(down), devices(up), ledger))
        .hasToString(
            """
            ip link del d0
            ip link add name d0 type dummy && ip link set d0 up\
            """);
  }

  private static KernelState devices(Device device) {
    return network(
        new Network(Sorted.map(Map.of("d0", device)), Sorted.set(), Sorted.map(), Sorted.set()));
  }
}
