package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.netlink.fou.FouCodec;
import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.route.DeviceCodec;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.agent.netlink.route.RouteCodec;
import io.lvsfleet.agent.netlink.route.RouteRow;
import io.lvsfleet.agent.netlink.route.SavedRoute;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Our bytes about devices, GUE ports and routes against those of `ip`, and the kernel's answers.
class RouteGoldenTest {

  static final List<String> USED =
      List.of(
          "add-device-dummy",
          "add-device-ipip",
          "add-device-sit",
          "add-device-gre",
          "add-device-ip6tnl",
          "dump-devices",
          "add-port",
          "add-port-ipv6",
          "remove-port",
          "dump-ports",
          "put-route",
          "put-route-local",
          "put-route-ipv6",
          "remove-route",
          "dump-routes",
          "dump-routes-ipv6");

  private static final int LINK_HEADER = 16;
  private static final int ROUTE_HEADER = 12;

  private static final Map<String, Device> DEVICES =
      Map.of(
          "add-device-dummy", new Device(Device.Kind.DUMMY, null, 0),
          "add-device-ipip", tunnel(Device.Kind.IPIP, "10.0.0.21", 1400),
          "add-device-sit", tunnel(Device.Kind.SIT, "10.0.0.21", 0),
          "add-device-gre", tunnel(Device.Kind.GRE, "10.0.0.21", 0),
          "add-device-ip6tnl", tunnel(Device.Kind.IP6TNL, "fd00:a::21", 0));

  private static final RouteKey NET6 = new RouteKey(RouteKey.MAIN, Prefix.parse("fd00:9::/64"), 7);
  private static final RouteKey DEFAULT4 = key("0.0.0.0/0", 0);

  private static Device tunnel(Device.Kind kind, String local, int mtu) {
    return new Device(kind, IpAddress.parse(local), mtu);
  }

  private static RouteKey key(String destination, long metric) {
    return new RouteKey(RouteKey.MAIN, Prefix.parse(destination), metric);
  }

  private static List<NetlinkMessage> rows(String name, int type) throws NetlinkError {
    return Golden.read(name).messages().stream().filter(message -> message.type() == type).toList();
  }

  /// What `ip` says beyond that is what the kernel takes for it anyway: zeros, that the path MTU is
  /// found out, and how an encapsulation there is not would have its checksum.
  @Test
  void devicesAreMadeAsIpMakesThem() throws NetlinkError {
    for (Map.Entry<String, Device> device : DEVICES.entrySet()) {
      SortedMap<String, String> theirs =
          AttributeTree.of(
              Golden.read(device.getKey()).request().payload(), LINK_HEADER, Set.of("18", "18.2"));
      SortedMap<String, String> ours =
          AttributeTree.of(DeviceCodec.write("x", device.getValue()), LINK_HEADER);
      // Theirs is not up yet, has another name, and no MTU but the kernel's.
      ours.keySet().removeAll(List.of("header", "3", "4"));
      assertThat(ours.remove("18.1")).isEqualTo(theirs.remove("18.1") + "00");
      assertThat(theirs).as(device.getKey()).containsAllEntriesOf(ours);
      theirs.keySet().removeAll(ours.keySet());
      theirs.keySet().removeAll(List.of("header", "3", "4"));
      theirs.values().removeIf(value -> value.matches("0*"));
      assertThat(theirs.values()).as(device.getKey()).isSubsetOf("01", "0200");
    }
  }

  @Test
  void theDumpOfDevicesIsRead() throws NetlinkError {
    SortedMap<String, Device> devices = new TreeMap<>();
    for (NetlinkMessage message : rows("dump-devices", 16)) {
      String name = LinkCodec.read(message).name();
      DeviceCodec.read(message).ifPresent(device -> devices.put(name, device));
    }
    SortedMap<String, Device> made = new TreeMap<>();
    DEVICES.forEach((name, device) ->
        made.put(
            switch (device.kind()) {
              case DUMMY -> "d0";
              case IPIP -> "t0";
              case SIT -> "t1";
              case GRE -> "t2";
              case IP6TNL, IP6GRE -> "t3";
            },
            // Nobody has set them up.
            new Device(device.kind(), device.local(), device.mtu(), false)));
    assertThat(devices).isEqualTo(made);
  }

  @Test
  void portsAreAskedForAsIpDoesAndRead() throws NetlinkError {
    DecapsulationPort v4 = new DecapsulationPort(AddressFamily.IPV4, 6080);
    DecapsulationPort v6 = new DecapsulationPort(AddressFamily.IPV6, 6080);
    assertThat(tree(FouCodec.writeAdd(v4))).isEqualTo(theirs("add-port"));
    assertThat(tree(FouCodec.writeAdd(v6))).isEqualTo(theirs("add-port-ipv6"));
    SortedMap<String, String> removal = theirs("remove-port");
    assertThat(removal.remove("4"))
        .isEqualTo("01"); // a type of port, which counts for nothing here
    assertThat(tree(FouCodec.writeRemove(v4))).isEqualTo(removal);
    List<DecapsulationPort> read = new ArrayList<>();
    for (NetlinkMessage message : Golden.read("dump-ports").messages()) {
      if (message.type() != NetlinkConstants.NLMSG_DONE) {
        FouCodec.read(message).ifPresent(read::add);
      }
    }
    assertThat(read).containsExactlyInAnyOrder(v4, v6);
  }

  private static SortedMap<String, String> tree(ByteBuffer payload) {
    return AttributeTree.of(payload, GenericNetlink.HEADER);
  }

  private static SortedMap<String, String> theirs(String name) throws NetlinkError {
    return tree(Golden.read(name).request().payload());
  }

  @Test
  void routesArePutAndRemovedAsIpDoes() throws NetlinkError {
    IpAddress gateway = IpAddress.parse("10.0.0.1");
    IpAddress own = IpAddress.parse("10.0.0.21");
    int index = HexFormat.fromHexDigits(theirRoute("put-route").getOrDefault("4", ""), 0, 2);
    assertThat(
            ourRoute(
                RouteCodec.write(
                    DEFAULT4, new Route(Route.Type.UNICAST, gateway, "eth0", own), index)))
        .isEqualTo(theirRoute("put-route"));
    assertThat(
            ourRoute(
                RouteCodec.write(
                    new RouteKey(RouteKey.LOCAL, Prefix.parse("10.9.0.0/16"), 0),
                    new Route(Route.Type.LOCAL, null, "lo", null),
                    1)))
        .isEqualTo(theirRoute("put-route-local"));
    assertThat(ourRoute(RouteCodec.writeKey(DEFAULT4))).isEqualTo(theirRoute("remove-route"));

    SortedMap<String, String> theirs6 = theirRoute("put-route-ipv6");
    SortedMap<String, String> ours6 =
        ourRoute(RouteCodec.write(NET6, new Route(Route.Type.UNICAST, null, "eth0", null), index));
    // The scope of a route, which IPv6 does not have.
    assertThat(ours6.remove("header")).isEqualTo("0a400000fe4cfd0100000000");
    assertThat(theirs6.remove("header")).isEqualTo("0a400000fe4c000100000000");
    assertThat(ours6).isEqualTo(theirs6);
  }

  /// The table stands in the header too as long as it fits.
  private static SortedMap<String, String> ourRoute(ByteBuffer payload) {
    SortedMap<String, String> tree = AttributeTree.of(payload, ROUTE_HEADER);
    tree.remove("15");
    return tree;
  }

  /// A default route's destination of no bits needs no bytes.
  private static SortedMap<String, String> theirRoute(String name) throws NetlinkError {
    SortedMap<String, String> tree =
        AttributeTree.of(Golden.read(name).request().payload(), ROUTE_HEADER);
    tree.remove("1", "00000000");
    return tree;
  }

  @Test
  void dumpedRoutesAreRead() throws NetlinkError {
    SortedMap<RouteKey, Route> routes = new TreeMap<>();
    for (String name : List.of("dump-routes", "dump-routes-ipv6")) {
      for (NetlinkMessage message : rows(name, 24)) {
        RouteCodec.read(message)
            .ifPresent(
                row -> routes.put(row.key(), row.route(row.interfaceIndex() == 0 ? null : "i")));
      }
    }
    assertThat(routes)
        .containsEntry(
            DEFAULT4,
            new Route(
                Route.Type.UNICAST, IpAddress.parse("10.0.0.1"), "i", IpAddress.parse("10.0.0.21")))
        .containsEntry(NET6, new Route(Route.Type.UNICAST, null, "i", null))
        .containsEntry(
            new RouteKey(RouteKey.LOCAL, Prefix.parse("10.9.0.0/16"), 0),
            new Route(Route.Type.LOCAL, null, "i", null));
    assertThat(routes.get(key("0.0.0.0/0", 9)))
        .returns(Route.Type.OTHER, Route::type)
        .returns(false, Route::ours);
    assertThat(routes.get(key("::/0", 1024)))
        .returns(IpAddress.parse("fe80::1"), Route::gateway)
        .returns(false, Route::ours);
    assertThat(routes.keySet()).anyMatch(key -> key.table() == 100);
    assertThat(routes.keySet()).noneMatch(key -> key.destination().address().isMulticast());
  }

  /// What the kernel dumped, and `ip route restore` would send as it is.
  @Test
  void aSavedRouteSaysWhatWasDumped() throws NetlinkError {
    int checked = 0;
    for (NetlinkMessage message : rows("dump-routes", 24)) {
      RouteRow row = RouteCodec.read(message).orElse(null);
      if (row == null || row.saved().isEmpty()) {
        continue;
      }
      SortedMap<String, String> dumped = AttributeTree.of(message.payload(), ROUTE_HEADER);
      assertThat(AttributeTree.of(SavedRoute.write(row.saved(), 0), ROUTE_HEADER))
          .isEqualTo(dumped);
      if (dumped.containsKey("4")) {
        dumped.put("4", "4d000000");
        assertThat(AttributeTree.of(SavedRoute.write(row.saved(), 77), ROUTE_HEADER))
            .isEqualTo(dumped);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(2);
  }

  /// Only that it expires at all is kept: the attribute 12 (what the cache has) becomes 23.
  @Test
  void aSavedRouteThatExpiresGetsAWholeLifetime() throws NetlinkError {
    for (NetlinkMessage message : rows("dump-routes-ipv6", 24)) {
      RouteRow row = RouteCodec.read(message).orElse(null);
      if (row != null && row.key().equals(key("::/0", 1024))) {
        SortedMap<String, String> saved =
            AttributeTree.of(SavedRoute.write(row.saved(), 0), ROUTE_HEADER);
        assertThat(saved).containsEntry("23", "08070000").doesNotContainKey("12");
        return;
      }
    }
    throw new AssertionError("there is no such route in the file");
  }
}
