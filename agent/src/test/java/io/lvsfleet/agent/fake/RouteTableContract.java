package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every route table does, the kernel's and the fake.
public abstract class RouteTableContract {

  protected static final RouteKey DEFAULT4 = key(RouteKey.MAIN, "0.0.0.0/0", 0);
  protected static final RouteKey DEFAULT6 = key(RouteKey.MAIN, "::/0", 0);
  private static final RouteKey NET4 = key(RouteKey.MAIN, "10.9.0.0/16", 0);
  private static final RouteKey NET6 = key(RouteKey.MAIN, "fd00:9::/64", 0);

  /// With `lo` and `eth0`, both up, `eth1`, which is down, and these addresses alone besides those
  /// of loopback: 10.0.0.21/24 and fd00:a::21/64 on `eth0`. There is no default route.
  protected abstract RouteTable table();

  protected abstract AddressTable addresses();

  /// Somebody else makes a route: `ip route append …`.
  protected abstract void foreign(RouteKey key, Route route);

  protected static RouteKey key(int table, String destination, long metric) {
    return new RouteKey(table, Prefix.parse(destination), metric);
  }

  protected static Route via(@Nullable String gateway, @Nullable String name) {
    return via(gateway, name, null);
  }

  protected static Route via(
      @Nullable String gateway, @Nullable String name, @Nullable String source) {
    return new Route(
        Route.Type.UNICAST,
        gateway == null ? null : IpAddress.parse(gateway),
        name,
        source == null ? null : IpAddress.parse(source));
  }

  protected static Route local(String name) {
    return new Route(Route.Type.LOCAL, null, name, null);
  }

  private String put(RouteKey key, Route route) {
    return Attempt.of(() -> table().put(key, route));
  }

  private String remove(RouteKey key) {
    return Attempt.of(() -> table().remove(key));
  }

  private @Nullable Route read(RouteKey key) throws KernelException {
    return table().routes(Sorted.set(List.of(key))).get(key);
  }

  private static RouteKey net(boolean v4) {
    return v4 ? NET4 : NET6;
  }

  private static String gateway(boolean v4, int last) {
    return (v4 ? "10.0.0." : "fd00:a::") + last;
  }

  @Test
  void routesAreReadBackAsTheyWerePut() throws KernelException {
    SortedMap<RouteKey, Route> routes =
        new TreeMap<>(
            Map.of(
                DEFAULT4,
                via("10.0.0.1", "eth0"),
                DEFAULT6,
                via("fd00:a::1", "eth0", "fd00:a::21"),
                key(RouteKey.MAIN, "0.0.0.0/0", 77),
                via("10.0.0.2", "eth0", "10.0.0.21"),
                key(RouteKey.MAIN, "::/0", 77),
                via("fe80::1", "eth0"),
                NET4,
                via(null, "eth0"),
                NET6,
                via(null, "eth0"),
                key(100, "10.8.0.0/24", 5),
                local("lo"),
                key(100, "fd00:8::/64", 5),
                local("lo"),
                key(RouteKey.LOCAL, "10.7.0.0/24", 0),
                local("lo"),
                key(RouteKey.LOCAL, "fd00:7::/64", 0),
                local("lo")));
    routes.put(key(RouteKey.MAIN, "10.0.0.100/32", 0), via(null, "lo", "10.0.0.21"));
    routes.forEach((key, route) -> assertThat(put(key, route)).as("%s", key).isEqualTo("done"));
    assertThat(table().routes(Sorted.set(routes.keySet()))).isEqualTo(routes);
    for (RouteKey key : routes.keySet()) {
      assertThat(remove(key)).as("%s", key).isEqualTo(Attempt.DONE);
    }
    assertThat(table().routes(Sorted.set(routes.keySet()))).isEmpty();
  }

  @Test
  void everyDefaultRouteIsReadAndOfTheOthersThoseAskedFor() throws KernelException {
    put(DEFAULT4, via("10.0.0.1", "eth0"));
    put(key(RouteKey.MAIN, "::/0", 7), via("fd00:a::1", "eth0"));
    put(NET4, via("10.0.0.1", "eth0"));
    put(NET6, via("fd00:a::1", "eth0"));
    put(key(100, "0.0.0.0/0", 0), via("10.0.0.1", "eth0"));
    assertThat(table().routes(Sorted.set()))
        .containsOnlyKeys(DEFAULT4, key(RouteKey.MAIN, "::/0", 7));
    assertThat(table().routes(Sorted.set(List.of(NET6))))
        .containsOnlyKeys(DEFAULT4, key(RouteKey.MAIN, "::/0", 7), NET6);
  }

  @Test
  void anIpv6RouteWithoutAMetricHasTheKernels() {
    assertThat(DEFAULT6).isEqualTo(key(RouteKey.MAIN, "::/0", 1024));
    assertThat(DEFAULT4.metric()).isZero();
  }

  @Test
  void puttingAgainReplacesInPlace() throws KernelException {
    for (boolean v4 : new boolean[] {true, false}) {
      put(net(v4), via(gateway(v4, 1), "eth0"));
      Route other = via(gateway(v4, 2), "eth0", gateway(v4, 21));
      assertThat(put(net(v4), other)).isEqualTo(Attempt.DONE);
      assertThat(read(net(v4))).isEqualTo(other);
      assertThat(put(net(v4), other)).isEqualTo(Attempt.DONE);
      assertThat(read(net(v4))).isEqualTo(other);
      assertThat(remove(net(v4))).isEqualTo(Attempt.DONE);
      assertThat(read(net(v4))).isNull();
    }
  }

  @Test
  void aGatewaysInterfaceIsFound() throws KernelException {
    for (boolean v4 : new boolean[] {true, false}) {
      Route wanted = via(gateway(v4, 1), null);
      assertThat(put(net(v4), wanted)).isEqualTo(Attempt.DONE);
      assertThat(read(net(v4))).isEqualTo(via(gateway(v4, 1), "eth0"));
      assertThat(via(gateway(v4, 1), "eth0").fulfils(wanted)).isTrue();
    }
  }

  @Test
  void whatCannotLeadAnywhereIsRefused() throws KernelException {
    for (boolean v4 : new boolean[] {true, false}) {
      String nowhere = v4 ? "10.99.0.1" : "fd00:99::1";
      String unreachable = v4 ? "ENETUNREACH" : "EHOSTUNREACH";
      RouteKey key = net(v4);
      assertThat(put(key, via(nowhere, null))).isEqualTo(unreachable);
      assertThat(put(key, via(nowhere, "eth0"))).isEqualTo(unreachable);
      assertThat(put(key, via(null, "eth9"))).isEqualTo("ENODEV");
      assertThat(put(key, via(gateway(v4, 1), "eth9"))).isEqualTo("ENODEV");
      assertThat(put(key, via(null, "eth1"))).isEqualTo("ENETDOWN");
      assertThat(put(key, via(gateway(v4, 1), "eth0", nowhere))).isEqualTo("EINVAL");
      assertThat(read(key)).isNull();
    }
  }

  @Test
  void onlyOursIsRemoved() throws KernelException {
    for (boolean v4 : new boolean[] {true, false}) {
      RouteKey key = net(v4);
      assertThat(remove(key)).isEqualTo("ESRCH");
      assertThat(remove(key(99, key.destination().toString(), 0))).isEqualTo("ESRCH");
      foreign(key, via(gateway(v4, 1), "eth0"));
      assertThat(remove(key)).isEqualTo("ESRCH");
      assertThat(read(key)).isNotNull();
      RouteKey later = key(RouteKey.MAIN, key.destination().toString(), 2000);
      put(later, via(gateway(v4, 2), "eth0"));
      assertThat(remove(key)).isEqualTo("ESRCH");
      assertThat(remove(later)).isEqualTo(Attempt.DONE);
    }
  }

  @Test
  void somebodyElsesRouteIsReplacedAndComesBack() throws KernelException {
    for (RouteKey key : List.of(DEFAULT4, DEFAULT6)) {
      boolean v4 = key.destination().family() == AddressFamily.IPV4;
      foreign(key, via(gateway(v4, 1), "eth0"));
      Route original = Objects.requireNonNull(read(key));
      assertThat(original.ours()).isFalse();
      assertThat(original.fulfils(via(gateway(v4, 1), null))).isTrue();

      assertThat(put(key, via(gateway(v4, 2), "eth0"))).isEqualTo(Attempt.DONE);
      assertThat(read(key)).isEqualTo(via(gateway(v4, 2), "eth0"));
      assertThat(Attempt.of(() -> table().restore(key, original))).isEqualTo(Attempt.DONE);
      assertThat(read(key)).isEqualTo(original);
      assertThat(remove(key)).isEqualTo("ESRCH");
    }
  }

  @Test
  void routesLeaveWithWhatTheyRestOn() throws KernelException {
    LocalAddress vip4 = new LocalAddress("lo", IpAddress.parse("10.0.0.100"), 32);
    LocalAddress vip6 = new LocalAddress("lo", IpAddress.parse("fd00:a::100"), 128);
    for (LocalAddress vip : List.of(vip4, vip6)) {
      assertThat(Attempt.of(() -> addresses().add(vip))).isEqualTo(Attempt.DONE);
    }
    put(NET4, via("10.0.0.1", "eth0", "10.0.0.100"));
    put(NET6, via("fd00:a::1", "eth0", "fd00:a::100"));
    addresses().remove(vip4);
    addresses().remove(vip6);
    assertThat(read(NET4)).isNull();
    assertThat(read(NET6)).isEqualTo(via("fd00:a::1", "eth0"));

    put(NET4, via("10.0.0.1", "eth0"));
    addresses().remove(new LocalAddress("eth0", IpAddress.parse("10.0.0.21"), 24));
    addresses().remove(new LocalAddress("eth0", IpAddress.parse("fd00:a::21"), 64));
    assertThat(read(NET4)).isNull();
    assertThat(read(NET6)).isEqualTo(via("fd00:a::1", "eth0"));
  }
}
