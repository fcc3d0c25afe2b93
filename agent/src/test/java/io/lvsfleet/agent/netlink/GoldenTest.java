package io.lvsfleet.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.lvsfleet.agent.netlink.genl.GenericNetlink;
import io.lvsfleet.agent.netlink.ipvs.IpvsCodec;
import io.lvsfleet.agent.netlink.ipvs.IpvsConstants;
import io.lvsfleet.agent.netlink.ipvs.RealServerRow;
import io.lvsfleet.agent.netlink.ipvs.ServiceRow;
import io.lvsfleet.agent.netlink.neighbour.Announcement;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.AddressRow;
import io.lvsfleet.agent.netlink.route.EtherAddress;
import io.lvsfleet.agent.netlink.route.Link;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Counters;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our bytes against those of `ipvsadm`, `ip` and `arping`, and the kernel's answers to them.
class GoldenTest {

  private static final EtherAddress ETH0 = new EtherAddress(0x0200_0000_0001L);
  private static final int GENERIC = GenericNetlink.HEADER;

  /// What `ipvsadm` repeats although the command needs the identity alone: a service's
  /// configuration in commands on real servers and in removals, a real server's in its removal, and
  /// a tunnel for a real server that has none.
  private static final Set<String> NOT_NEEDED =
      Set.of("1.6", "1.7", "1.8", "1.9", "2.3", "2.4", "2.5", "2.6", "2.13", "2.14", "2.15");

  static Stream<String> operations() {
    return GoldenOperations.ALL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void requestsSayWhatIpvsadmSays(String name) throws NetlinkError {
    IpvsOperation operation = GoldenOperations.get(name);
    SortedMap<String, String> ours = AttributeTree.of(IpvsCodec.write(operation), GENERIC);
    SortedMap<String, String> theirs =
        new TreeMap<>(AttributeTree.of(Golden.read(name).request().payload(), GENERIC));
    theirs
        .keySet()
        .removeIf(path ->
            !ours.containsKey(path)
                && NOT_NEEDED.contains(path)
                && !(operation instanceof AddService && path.startsWith("1.")));
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void everyGoldenFileIsUsed() {
    Set<String> used = new HashSet<>(GoldenOperations.ALL.keySet());
    used.addAll(GoldenControlTest.NAMES);
    used.addAll(RouteGoldenTest.USED);
    used.addAll(ListenerGoldenTest.USED);
    used.addAll(
        List.of(
            "family",
            "dump",
            "dump-addresses",
            "add-address",
            "add-address-ipv6",
            "add-address-twice",
            "remove-address",
            "remove-address-not-there",
            "arping-request",
            "arping-reply",
            "kernel-advertisement"));
    assertThat(Golden.names()).containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void refusalsAreReadWithTheirNumber() {
    Map.of(
            "add-service-twice", 17,
            "add-service-no-such-scheduler", 2,
            "add-real-no-service", 3,
            "remove-service-not-there", 3,
            "add-address-twice", 17,
            "remove-address-not-there", 99)
        .forEach((name, errno) -> {
          NetlinkError error =
              catchThrowableOfType(NetlinkError.class, () -> collect(Golden.read(name)));
          assertThat(error.kind()).as(name).isEqualTo(NetlinkError.Kind.REFUSED);
          assertThat(error.errno()).as(name).isEqualTo(errno);
        });
  }

  /// All but the end of each answer. Captured sequence numbers are zero.
  static List<NetlinkMessage> collect(Golden golden) throws NetlinkError {
    List<NetlinkMessage> rows = new ArrayList<>();
    ReplyCollector collector = new ReplyCollector(0);
    for (NetlinkMessage message : golden.messages()) {
      if (collector.accept(message)) {
        rows.addAll(collector.replies());
        collector = new ReplyCollector(0);
      }
    }
    rows.addAll(collector.replies());
    return rows;
  }

  @Test
  void theFamilysNumberIsAskedForAndRead() throws NetlinkError {
    Golden golden = Golden.read("family");
    assertThat(AttributeTree.of(GenericNetlink.getFamily("IPVS"), GENERIC))
        .isEqualTo(AttributeTree.of(golden.request().payload(), GENERIC));
    NetlinkMessage answer = collect(golden).getFirst();
    assertThat(GenericNetlink.readFamily(answer)).isEqualTo(26);
  }

  @Test
  void theDumpIsTheTableThatWasMade() throws NetlinkError {
    Golden golden = Golden.read("dump");
    List<ServiceRow> services = new ArrayList<>();
    List<RealServerRow> realServers = new ArrayList<>();
    for (NetlinkMessage message : collect(golden)) {
      if (GenericNetlink.command(message) == IpvsConstants.IPVS_CMD_NEW_SERVICE) {
        services.add(IpvsCodec.readService(message));
      } else {
        realServers.add(IpvsCodec.readRealServer(message, AddressFamily.IPV4));
      }
    }
    assertThat(services)
        .extracting(row -> new AddService(row.key(), row.config()))
        .containsExactlyInAnyOrderElementsOf(GoldenOperations.servicesInDump());
    assertThat(realServers)
        .extracting(RealServerRow::key, RealServerRow::config)
        .containsExactlyInAnyOrderElementsOf(
            GoldenOperations.realServersInDump().stream()
                .map(add -> tuple(add.realServer(), add.config()))
                .toList());
  }

  @Test
  void theDumpsCountersAreRead() throws NetlinkError {
    // One client sent one connection request to 10.0.0.100:80, which went to one real server.
    Counters total = Counters.ZERO;
    List<Counters> realServers = new ArrayList<>();
    for (NetlinkMessage message : collect(Golden.read("dump"))) {
      if (GenericNetlink.command(message) != IpvsConstants.IPVS_CMD_NEW_SERVICE) {
        realServers.add(
            IpvsCodec.readRealServer(message, AddressFamily.IPV4).statistics().counters());
      } else if (IpvsCodec.readService(message).key().equals(GoldenOperations.WEB)) {
        total = IpvsCodec.readService(message).statistics().counters();
      }
    }
    assertThat(total.connections()).isEqualTo(1);
    assertThat(total.incomingPackets()).isPositive();
    assertThat(total.incomingBytes()).isEqualTo(60 * total.incomingPackets());
    assertThat(realServers).containsOnlyOnce(total);
    assertThat(realServers.stream().filter(Counters.ZERO::equals)).hasSize(realServers.size() - 1);
  }

  @Test
  void requestsForAddressesSayWhatIpSays() throws NetlinkError {
    assertThat(AttributeTree.of(AddressCodec.write(row("10.0.0.100", 24, 0)), 8))
        .isEqualTo(AttributeTree.of(Golden.read("add-address").request().payload(), 8))
        .isEqualTo(AttributeTree.of(Golden.read("remove-address").request().payload(), 8));

    SortedMap<String, String> ours =
        AttributeTree.of(AddressCodec.write(row("fd00:a::100", 64, 2)), 8);
    // The same flags again with room for more of them.
    assertThat(ours.remove("8")).isEqualTo("02000000");
    assertThat(ours)
        .isEqualTo(AttributeTree.of(Golden.read("add-address-ipv6").request().payload(), 8));
  }

  private static AddressRow row(String address, int prefixLength, int flags) throws NetlinkError {
    int index = Golden.read("add-address").request().payload().getInt(4);
    return new AddressRow(index, IpAddress.parse(address), prefixLength, 0, flags, 0);
  }

  @Test
  void theDumpOfInterfacesAndAddressesIsRead() throws NetlinkError {
    Map<Integer, Link> links = new TreeMap<>();
    List<AddressRow> addresses = new ArrayList<>();
    for (NetlinkMessage message : collect(Golden.read("dump-addresses"))) {
      if (message.type() == 16) {
        Link link = LinkCodec.read(message);
        links.put(link.index(), link);
      } else {
        AddressCodec.read(message).ifPresent(addresses::add);
      }
    }
    int index = row("10.0.0.100", 24, 0).interfaceIndex();
    Link eth0 = Objects.requireNonNull(links.get(index));
    assertThat(eth0.name()).isEqualTo("eth0");
    assertThat(eth0.etherAddress()).isEqualTo(ETH0);
    assertThat(eth0.isUp()).isTrue();
    assertThat(eth0.hasNeighbours()).isTrue();
    Link lo = Objects.requireNonNull(links.get(1));
    assertThat(lo.name()).isEqualTo("lo");
    assertThat(lo.hasNeighbours()).isFalse();
    assertThat(lo.isLoopback()).isTrue();
    assertThat(addresses)
        .extracting(row -> row.interfaceIndex() + " " + row.address() + "/" + row.prefixLength())
        .contains(
            "1 127.0.0.1/8", "1 ::1/128", index + " 10.0.0.100/24", index + " fd00:a::100/64");
  }

  @Test
  void announcementsAreThoseOfArpingAndOfTheKernel() {
    List<ByteBuffer> arp =
        Announcement.of(IpAddress.parse("10.0.0.100"), ETH0, false).stream()
            .map(Announcement::packet)
            .toList();
    assertThat(arp)
        .containsExactly(
            Golden.read("arping-request").sent().getFirst(),
            Golden.read("arping-reply").sent().getFirst());
    assertThat(Announcement.of(IpAddress.parse("fd00:a::100"), ETH0, false))
        .extracting(Announcement::packet)
        .containsExactly(Golden.read("kernel-advertisement").sent().getFirst());
  }
}
