package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.RouteTable;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.RouteTableContract;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Route;
import io.lvsfleet.model.RouteKey;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `ip route` as the witness.
@Tag("kernel")
class KernelRoutesTest extends RouteTableContract {

  private final KernelRoutes table;
  private final KernelAddresses addresses;

  KernelRoutesTest() throws KernelException {
    table = new KernelRoutes();
    addresses = new KernelAddresses();
  }

  @Override
  protected RouteTable table() {
    return table;
  }

  @Override
  protected AddressTable addresses() {
    return addresses;
  }

  @Override
  protected void foreign(RouteKey key, Route route) {
    Shell.sh("ip " + family(key) + " route append " + key + " " + route.describe());
  }

  private static String family(RouteKey key) {
    return key.destination().family() == AddressFamily.IPV4 ? "-4" : "-6";
  }

  @BeforeEach
  void cables() {
    Shell.sh("ip link set lo up");
    cable("0");
    cable("1");
    Shell.sh("ip link set eth1 down");
    Shell.sh("ip addr add 10.0.0.21/24 dev eth0");
    Shell.sh("ip addr add fd00:a::21/64 dev eth0 nodad");
  }

  /// Without link-local addresses, whose routes would come in the middle of a test.
  private static void cable(String number) {
    Shell.sh("ip link add eth" + number + " type veth peer name peer" + number);
    for (String name : List.of("eth" + number, "peer" + number)) {
      Shell.sh("ip link set " + name + " addrgenmode none");
      Shell.sh("ip link set " + name + " up");
    }
  }

  @AfterEach
  void nothingIsLeft() {
    table.close();
    addresses.close();
    Shell.sh("ip link del eth0");
    Shell.sh("ip link del eth1");
    Shell.sh("ip addr flush dev lo scope global");
    Shell.sh("ip -4 route flush table all proto 76");
    Shell.sh("ip -6 route flush table all proto 76");
  }

  private static String dump() {
    return Shell.sh("ip -4 -d route show table all") + Shell.sh("ip -6 -d route show table all");
  }

  @Test
  void ipRouteSeesWhatWasPut() throws KernelException {
    table.put(DEFAULT4, via("10.0.0.1", null, "10.0.0.21"));
    table.put(DEFAULT6, via("fd00:a::1", null));
    table.put(key(RouteKey.LOCAL, "10.7.0.0/24", 0), local("lo"));
    table.put(key(100, "fd00:7::/64", 5), local("lo"));
    assertThat(Shell.sh("ip route show default").strip())
        .isEqualTo("default via 10.0.0.1 dev eth0 proto 76 src 10.0.0.21");
    assertThat(Shell.sh("ip -6 route show default"))
        .contains("default via fd00:a::1 dev eth0 proto 76 metric 1024");
    assertThat(Shell.sh("ip route show table local proto 76").strip())
        .isEqualTo("local 10.7.0.0/24 dev lo scope host");
    assertThat(Shell.sh("ip -6 route show table 100").strip())
        .startsWith("local fd00:7::/64 dev lo proto 76 metric 5");
  }

  /// Each is replaced by ours and comes back so that `ip route` sees no difference.
  @Test
  void somebodyElsesRouteComesBackExactly() throws KernelException {
    Shell.sh("ip nexthop add id 7 via 10.0.0.1 dev eth0");
    List<String> originals =
        List.of(
            "-4 route add default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.21",
            "-4 route add default via 10.9.9.9 dev eth0 onlink proto static mtu lock 1400"
                + " advmss 1300 initcwnd 20 rto_min 10ms congctl reno",
            "-4 route add default nexthop via 10.0.0.1 dev eth0 weight 2"
                + " nexthop via 10.0.0.2 dev eth0 weight 1",
            "-4 route add unreachable default",
            "-4 route add default dev eth0 scope link",
            "-4 route add default via inet6 fd00:a::1 dev eth0",
            "-4 route add default nhid 7 proto 186",
            "-6 route add default via fd00:a::1 dev eth0 proto static pref high",
            "-6 route add default nexthop via fd00:a::1 dev eth0 nexthop via fd00:a::2 dev eth0",
            "-6 route add blackhole default metric 1024",
            "-6 route add default via fe80::1 dev eth0 metric 1024 mtu 1400 hoplimit 9");
    for (String words : originals) {
      Shell.sh("ip " + words);
      String before = dump();
      RouteKey key = words.startsWith("-4") ? DEFAULT4 : DEFAULT6;
      Route original = Objects.requireNonNull(read(key), words);
      assertThat(original.ours()).isFalse();
      Route ours = via(words.startsWith("-4") ? "10.0.0.3" : "fd00:a::3", "eth0");

      assertThat(Attempt.of(() -> table.put(key, ours))).as(words).isEqualTo(Attempt.DONE);
      assertThat(read(key)).isEqualTo(ours);
      assertThat(Attempt.of(() -> table.restore(key, original))).as(words).isEqualTo("done");

      assertThat(dump()).as(words).isEqualTo(before);
      assertThat(read(key)).as(words).isEqualTo(original);
      Shell.sh("ip " + words.replace(" route add ", " route del "));
    }
    Shell.sh("ip nexthop del id 7");
  }

  private @Nullable Route read(RouteKey key) throws KernelException {
    return table.routes(Sorted.set(List.of(key))).get(key);
  }

  @Test
  void aRouteByAdvertisementComesBackUntilTheNext() throws KernelException {
    Shell.sh("ip -6 route add default via fe80::1 dev eth0 proto ra metric 1024 expires 77");
    Route original = Objects.requireNonNull(read(DEFAULT6));
    table.put(DEFAULT6, via("fd00:a::3", "eth0"));
    table.restore(DEFAULT6, original);
    assertThat(Shell.sh("ip -6 route show default"))
        .containsPattern("proto ra metric 1024 expires 1[78][0-9][0-9]sec");
    assertThat(read(DEFAULT6)).isEqualTo(original);
  }

  @Test
  void ofSeveralWithOneKeyItIsOurs() throws KernelException {
    table.put(DEFAULT4, via("10.0.0.3", "eth0"));
    Shell.sh("ip route prepend default via 10.0.0.1 dev eth0");
    table.put(DEFAULT6, via("fd00:a::3", "eth0"));
    Shell.sh("ip -6 route append default dev eth0 metric 1024");
    assertThat(read(DEFAULT4)).isEqualTo(via("10.0.0.3", "eth0"));
    assertThat(read(DEFAULT6)).isEqualTo(via("fd00:a::3", "eth0"));
    table.remove(DEFAULT4);
    table.remove(DEFAULT6);
    assertThat(Objects.requireNonNull(read(DEFAULT4)).fulfils(via("10.0.0.1", null))).isTrue();
    assertThat(Objects.requireNonNull(read(DEFAULT6)).fulfils(via(null, "eth0"))).isTrue();
  }

  @Test
  void anInterfaceOfAnotherNumberIsFoundByItsName() throws KernelException {
    Shell.sh("ip route add default via 10.0.0.1 dev eth0 proto dhcp");
    Route original = Objects.requireNonNull(read(DEFAULT4));
    Shell.sh("ip link del eth0");
    assertThat(Attempt.of(() -> table.restore(DEFAULT4, original))).isEqualTo("ENODEV");
    cable("0");
    Shell.sh("ip addr add 10.0.0.21/24 dev eth0");
    table.restore(DEFAULT4, original);
    assertThat(Shell.sh("ip route show default"))
        .contains("default via 10.0.0.1 dev eth0 proto dhcp");
  }

  @Test
  void whatWasSavedMayBeNonsense() {
    for (String saved : List.of("0", "zz", "00", "02000000fe10000100000000ff")) {
      Route nonsense = new Route(Route.Type.OTHER, null, null, null, saved);
      assertThat(Attempt.of(() -> table.restore(DEFAULT4, nonsense))).isEqualTo("EPROTO");
    }
  }

  @Test
  void aLongTableIsReadForWhatMattersInIt() throws KernelException {
    String batch =
        IntStream.range(0, 20_000)
            .mapToObj(
                i -> "route add 11." + i / 256 + "." + i % 256 + ".0/24 dev eth0 proto bird\n")
            .collect(Collectors.joining());
    Shell.input(batch, "ip", "-batch", "-");
    table.put(DEFAULT4, via("10.0.0.1", "eth0"));
    RouteKey host = key(RouteKey.MAIN, "11.0.7.0/24", 0);
    assertThat(table.routes(Sorted.set(List.of(host)))).containsOnlyKeys(DEFAULT4, host);
  }
}
