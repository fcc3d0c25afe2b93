package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.OWN_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETADDR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.AddressTableContract;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.AddressRow;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `ip` as the witness of every test's end. `eth0` is one end
/// of a cable whose other end is `peer0` in the namespace `peer`.
@Tag("kernel")
class KernelAddressesTest extends AddressTableContract {

  private static final String OLD_OWNER = "02:00:00:00:00:99";

  private final KernelAddresses table;

  KernelAddressesTest() throws KernelException {
    table = new KernelAddresses();
  }

  @Override
  protected AddressTable table() {
    return table;
  }

  @BeforeEach
  void cable() {
    Shell.sh("ip netns add peer");
    Shell.sh("ip link add eth0 type veth peer name peer0 netns peer");
    Shell.sh("ip link set lo up");
    Shell.sh("ip link set eth0 up");
    Shell.sh("ip -n peer link set peer0 up");
    // It heeds announcements of its own network only (`arp_is_garp` in net/ipv4/arp.c).
    Shell.sh("ip -n peer addr add 10.0.0.1/24 dev peer0");
    Shell.sh("ip -n peer addr add fd00:a::1/64 dev peer0 nodad");
    Shell.sh("sysctl -qw net.ipv4.conf.eth0.promote_secondaries=0");
  }

  @AfterEach
  void ipSeesTheSameAndTheTableIsClosed() throws KernelException {
    Set<String> seen = new TreeSet<>();
    // 2: eth0    inet 10.0.0.100/24 scope global eth0\ …
    for (String line : Shell.lines("ip -o addr show")) {
      String[] words = line.split(" +", -1);
      seen.add(words[3] + " dev " + words[1]);
    }
    Set<String> dumped = new TreeSet<>();
    for (LocalAddress address : table.dump()) {
      dumped.add(address.toString());
    }
    assertThat(dumped).isEqualTo(seen);
    table.close();
    Shell.sh("ip link del eth0");
    Shell.sh("ip netns del peer");
    Shell.sh("ip addr flush dev lo scope global");
  }

  @Test
  void addressesWorkAtOnceAndSayWhoMadeThem() throws KernelException {
    table.add(VIP4);
    table.add(VIP6);
    assertThat(Shell.sh("ip -o -6 addr show dev eth0 to fd00:a::100"))
        .contains("nodad")
        .contains("deprecated") // never a source of the host's own
        .doesNotContain("tentative");
    assertThat(table.globalAddresses()).containsExactly(VIP4.address(), VIP6.address());
  }

  @Test
  void manyGoAtOnceAndTakeNobodyAlong() throws KernelException {
    LocalAddress second = new LocalAddress("eth0", IpAddress.parse("10.0.0.101"), 24);
    LocalAddress other = new LocalAddress("eth0", IpAddress.parse("10.0.0.102"), 24);
    LocalAddress missing = new LocalAddress("eth0", IpAddress.parse("10.0.0.103"), 24);
    LocalAddress nowhere = new LocalAddress("eth9", IpAddress.parse("10.0.0.104"), 24);
    List<KernelException> refused = new ArrayList<>();
    for (LocalAddress address : List.of(VIP4, second, other)) {
      table.add(address);
    }
    table.announceAll(List.of(VIP4, missing, second), refused::add);
    assertThat(refused).extracting(KernelException::errno).containsExactly("EADDRNOTAVAIL");
    refused.clear();
    table.removeAll(List.of(VIP4, second, missing, nowhere), refused::add);
    assertThat(refused).isEmpty();
    assertThat(table.dump()).contains(other).doesNotContain(VIP4, second);
    assertThat(Shell.sh("sysctl -n net.ipv4.conf.eth0.promote_secondaries").strip()).isEqualTo("0");
  }

  @Test
  void whatIsKeptHasNoEndAndIsAsIfItHadBeenAdded() throws KernelException {
    VrrpLinks links = new VrrpLinks();
    links.changed();
    LeasedAddresses leases = new LeasedAddresses(new NetlinkConnection(NETLINK_ROUTE), links);
    try {
      List<LocalAddress> vips = List.of(VIP4, VIP6);
      leases.hold(vips, Duration.ofSeconds(60));
      assertThat(Shell.sh("ip -o addr show dev eth0 to 10.0.0.100")).contains("valid_lft 60sec");
      leases.keep(vips);
      for (LocalAddress vip : vips) {
        assertThat(Shell.sh("ip -o addr show dev eth0 to " + vip.address()))
            .contains("valid_lft forever");
      }
      assertThat(Shell.sh("ip -o -6 addr show dev eth0 to fd00:a::100")).contains("deprecated");
    } finally {
      leases.close();
      links.close();
    }
  }

  @Test
  void neighboursLearnTheNewOwnerAtOnce() throws KernelException {
    for (LocalAddress vip : new LocalAddress[] {VIP4, VIP6}) {
      Shell.sh(
          "ip -n peer neigh add "
              + vip.address()
              + " lladdr "
              + OLD_OWNER
              + " nud stale dev peer0");
      table.add(vip);
      assertThat(Shell.sh("ip -n peer neigh show " + vip.address())).contains(OLD_OWNER);
      table.announce(vip);
      // 3: eth0@if2: <…> … link/ether 0a:… brd …
      String mine =
          Shell.sh("ip -o link show eth0").replaceAll("(?s).*link/ether ([0-9a-f:]+).*", "$1");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Shell.sh("ip -n peer neigh show " + vip.address()).contains(mine));
    }
  }

  @Test
  void nothingIsAnnouncedOnAnInterfaceThatIsDown() throws KernelException {
    table.add(VIP4);
    Shell.sh("ip link set eth0 down");
    assertThat(Attempt.of(() -> table.announce(VIP4))).isEqualTo("ENETDOWN");
  }

  @Test
  void theLoopbackInterfaceHasNobodyToTell() throws KernelException {
    LocalAddress onLoopback = address("lo", "10.0.0.100", 32);
    table.add(onLoopback);
    assertThat(Attempt.of(() -> table.announce(onLoopback))).isEqualTo(Attempt.DONE);
  }

  /// Neither when all promote nor when nobody does is a parameter left changed.
  @Test
  void theParameterThatSavesSecondariesIsPutBack() throws KernelException {
    Shell.sh("ip addr add 10.0.0.7/24 brd + dev eth0 label eth0:x");
    for (String value : new String[] {"0", "1"}) {
      Shell.sh("sysctl -qw net.ipv4.conf.eth0.promote_secondaries=" + value);
      Shell.sh("ip addr del 10.0.0.7/24 dev eth0");
      table.add(VIP4);
      Shell.sh("ip addr add 10.0.0.7/24 brd + dev eth0 label eth0:x");
      Shell.sh("ip route add 10.9.0.0/16 via 10.0.0.1 src 10.0.0.7");
      table.remove(VIP4);
      assertThat(Shell.sh("ip -o -4 addr show dev eth0"))
          .contains("inet 10.0.0.7/24 brd 10.0.0.255 scope global eth0:x");
      assertThat(Shell.sh("ip route show 10.9.0.0/16")).contains("src 10.0.0.7");
      assertThat(Shell.sh("sysctl -n net.ipv4.conf.eth0.promote_secondaries").strip())
          .isEqualTo(value);
      Shell.sh("ip route del 10.9.0.0/16");
    }
  }

  @Test
  void whatWasAddedSaysThatItIsOurs() throws KernelException, NetlinkError {
    table.add(VIP4);
    table.add(address("lo", "10.0.0.100", 32));
    // `ip` before 6.4 does not print it.
    try (NetlinkConnection connection = new NetlinkConnection(NETLINK_ROUTE)) {
      int ours = 0;
      for (NetlinkMessage message :
          connection.dump("addresses", RTM_GETADDR, AddressCodec.writeGetAll())) {
        AddressRow row = AddressCodec.read(message).orElseThrow();
        boolean marked = row.protocol() == OWN_PROTOCOL;
        assertThat(marked).isEqualTo(row.address().equals(VIP4.address()));
        ours += marked ? 1 : 0;
      }
      assertThat(ours).isEqualTo(2);
    }
  }

  @Test
  void aRouterAdvertisesItselfAsOne() throws KernelException {
    Shell.sh("sysctl -qw net.ipv6.conf.eth0.forwarding=1");
    Shell.sh(
        "ip -n peer neigh add "
            + VIP6.address()
            + " lladdr "
            + OLD_OWNER
            + " router nud stale dev peer0");
    table.add(VIP6);
    table.announce(VIP6);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !Shell.sh("ip -n peer neigh show " + VIP6.address()).contains(OLD_OWNER));
    assertThat(Shell.sh("ip -n peer neigh show " + VIP6.address())).contains("router");
  }
}
