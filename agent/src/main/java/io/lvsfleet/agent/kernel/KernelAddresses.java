package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_EXCL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_DEPRECATED;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_NODAD;
import static io.lvsfleet.agent.netlink.route.RouteConstants.OWN_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RT_SCOPE_UNIVERSE;

import io.lvsfleet.agent.core.port.AddressTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.neighbour.Announcement;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.AddressRow;
import io.lvsfleet.agent.netlink.route.EtherAddress;
import io.lvsfleet.agent.netlink.route.Link;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.PacketSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The addresses on the interfaces of the process's network namespace.
public final class KernelAddresses implements AddressTable, AutoCloseable {

  private final NetlinkConnection connection;
  private final Links links;
  private final KernelSysctls sysctls = new KernelSysctls();

  public KernelAddresses() throws KernelException {
    connection = new NetlinkConnection(NETLINK_ROUTE);
    links = new Links(connection);
  }

  @Override
  public SortedSet<LocalAddress> dump() throws KernelException {
    Map<Integer, String> names = new TreeMap<>();
    for (Link link : links.all()) {
      names.put(link.index(), link.name());
    }
    SortedSet<LocalAddress> addresses = new TreeSet<>();
    for (AddressRow row : rows()) {
      String name = names.get(row.interfaceIndex());
      // An interface that came after the first of the two dumps: it is in the next one.
      if (name != null) {
        addresses.add(new LocalAddress(name, row.address(), row.prefixLength()));
      }
    }
    return Sorted.set(addresses);
  }

  @Override
  public SortedSet<String> interfaces() throws KernelException {
    return Sorted.set(links.all().stream().map(Link::name).toList());
  }

  @Override
  public SortedSet<String> arpInterfaces() throws KernelException {
    return Sorted.set(links.all().stream().filter(Link::hearsArp).map(Link::name).toList());
  }

  /// The node's own addresses of global scope that are not loopback addresses: where others reach
  /// it.
  public SortedSet<IpAddress> globalAddresses() throws KernelException {
    SortedSet<IpAddress> addresses = new TreeSet<>();
    Map<Integer, Boolean> loopback = new TreeMap<>();
    for (Link link : links.all()) {
      loopback.put(link.index(), link.isLoopback());
    }
    for (AddressRow row : rows()) {
      if (row.scope() == RT_SCOPE_UNIVERSE
          && Boolean.FALSE.equals(loopback.get(row.interfaceIndex()))) {
        addresses.add(row.address());
      }
    }
    return Sorted.set(addresses);
  }

  private List<AddressRow> rows() throws KernelException {
    String what = "list the addresses";
    try {
      List<AddressRow> rows = new ArrayList<>();
      for (NetlinkMessage message :
          connection.dump(what, RTM_GETADDR, AddressCodec.writeGetAll())) {
        AddressCodec.read(message).ifPresent(rows::add);
      }
      return rows;
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  @Override
  public void add(LocalAddress address) throws KernelException {
    String what = new AddAddress(address).describe();
    Link link = links.named(what, address.interfaceName());
    // A VIP moves from one director to another: it must work before anybody could be asked.
    // Deprecated, the host never chooses it as its own source (RFC 6724 section 5, rule 3): a probe
    // from it would be answered by whoever holds it too.
    int flags =
        address.address().family() == AddressFamily.IPV6 ? IFA_F_NODAD | IFA_F_DEPRECATED : 0;
    // Kernels before 5.18 ignore who made it.
    change(what, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, row(link, address, flags, OWN_PROTOCOL));
  }

  /// The kernel takes the secondary addresses of a network along with its primary one, unless
  /// `promote_secondaries` is set for the interface or for all (`__inet_del_ifa` in
  /// net/ipv4/devinet.c). Where it is not, it is for the moment of the removal.
  @Override
  public void remove(LocalAddress address) throws KernelException {
    String what = new RemoveAddress(address).describe();
    remove(what, links.named(what, address.interfaceName()), address, rows());
  }

  /// As [#remove] each, with a single look at what is there; nothing for what is not.
  ///
  /// @param refused told of each that could not be
  void removeAll(Collection<LocalAddress> addresses, Consumer<KernelException> refused)
      throws KernelException {
    Map<String, Link> named = byName();
    List<AddressRow> rows = rows();
    for (LocalAddress address : addresses) {
      Link link = named.get(address.interfaceName());
      if (link != null && rows.stream().anyMatch(row -> isOf(row, link, address))) {
        try {
          remove(new RemoveAddress(address).describe(), link, address, rows);
        } catch (KernelException e) {
          refused.accept(e);
        }
      }
    }
  }

  private Map<String, Link> byName() throws KernelException {
    Map<String, Link> named = new TreeMap<>();
    links.all().forEach(link -> named.put(link.name(), link));
    return named;
  }

  private static boolean isOf(AddressRow row, Link link, LocalAddress address) {
    return row.interfaceIndex() == link.index()
        && row.address().equals(address.address())
        && row.prefixLength() == address.prefixLength();
  }

  /// @param rows a look from before, perhaps, other removals
  private void remove(String what, Link link, LocalAddress address, List<AddressRow> rows)
      throws KernelException {
    if (!mayTakeOthersAlong(link, address, rows)) {
      remove(what, link, address);
      return;
    }
    SysctlKey promote = promote(address.interfaceName());
    sysctls.write(promote, "1");
    try {
      remove(what, link, address);
    } finally {
      sysctls.write(promote, "0");
    }
  }

  private void remove(String what, Link link, LocalAddress address) throws KernelException {
    // With our mark the kernel could compare, but it does not.
    change(what, RTM_DELADDR, 0, row(link, address, 0, 0));
  }

  /// Whether there are others of its network. Which of them is the primary one may have changed
  /// since the look: a secondary one becomes it when the one before it goes.
  private boolean mayTakeOthersAlong(Link link, LocalAddress address, List<AddressRow> rows)
      throws KernelException {
    long inNetwork =
        rows.stream()
            .filter(row ->
                row.interfaceIndex() == link.index()
                    && row.address().family() == AddressFamily.IPV4
                    && row.prefixLength() == address.prefixLength()
                    && row.address().sameNetwork(address.address(), address.prefixLength()))
            .count();
    return inNetwork > 1 && !isOn(promote(address.interfaceName())) && !isOn(promote("all"));
  }

  private static SysctlKey promote(String interfaceName) {
    return new SysctlKey(
        "net.ipv4.conf." + interfaceName.replace('.', '/') + ".promote_secondaries");
  }

  private boolean isOn(SysctlKey key) throws KernelException {
    return !sysctls.read(key).orElse("0").equals("0");
  }

  private void change(String what, int type, int flags, AddressRow row) throws KernelException {
    try {
      connection.request(what, type, flags, AddressCodec.write(row));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private static AddressRow row(Link link, LocalAddress address, int flags, int protocol) {
    return new AddressRow(
        link.index(),
        address.address(),
        address.prefixLength(),
        RT_SCOPE_UNIVERSE,
        flags,
        protocol);
  }

  /// Where there are no neighbours (the loopback interface, a tunnel, a dummy) nothing is sent.
  @Override
  public void announce(LocalAddress address) throws KernelException {
    String what = new AnnounceAddress(address).describe();
    Link link = links.named(what, address.interfaceName());
    List<AddressRow> rows = rows();
    try (PacketSocket socket = new PacketSocket()) {
      announce(what, link, address, rows, socket);
    } catch (SystemCallException e) {
      throw refused(what, e);
    }
  }

  /// As [#announce] each, with a single look at what is there.
  ///
  /// @param refused told of each that could not be
  void announceAll(Collection<LocalAddress> addresses, Consumer<KernelException> refused)
      throws KernelException {
    Map<String, Link> named = byName();
    List<AddressRow> rows = rows();
    try (PacketSocket socket = new PacketSocket()) {
      for (LocalAddress address : addresses) {
        String what = new AnnounceAddress(address).describe();
        Link link = named.get(address.interfaceName());
        try {
          if (link == null) {
            throw new KernelException(
                what, "ENODEV", "there is no interface " + address.interfaceName());
          }
          announce(what, link, address, rows, socket);
        } catch (KernelException e) {
          refused.accept(e);
        }
      }
    } catch (SystemCallException e) {
      throw refused("announce " + addresses.size() + " addresses", e);
    }
  }

  private static KernelException refused(String what, SystemCallException e) {
    String errno = Errno.name(e.errno());
    return new KernelException(what, errno, errno.equals("EPERM") ? Advice.permission() : "");
  }

  private void announce(
      String what, Link link, LocalAddress address, List<AddressRow> rows, PacketSocket socket)
      throws KernelException {
    if (rows.stream().noneMatch(row -> isOf(row, link, address))) {
      throw new KernelException(what, "EADDRNOTAVAIL", "the address is not on the interface");
    }
    if (!link.isUp()) {
      throw new KernelException(what, "ENETDOWN", "ip link set " + address.interfaceName() + " up");
    }
    EtherAddress sender = link.etherAddress();
    if (!link.hasNeighbours() || sender == null) {
      return;
    }
    try {
      for (Announcement packet : Announcement.of(address.address(), sender, routes(address))) {
        socket.send(
            link.index(), packet.etherType(), packet.destination().bytes(), packet.packet());
      }
    } catch (SystemCallException e) {
      throw refused(what, e);
    }
  }

  /// Neighbours forget a router that advertises itself as none (RFC 4861 section 7.2.5).
  private boolean routes(LocalAddress address) throws KernelException {
    String name = address.interfaceName().replace('.', '/');
    return address.address().family() == AddressFamily.IPV6
        && isOn(new SysctlKey("net.ipv6.conf." + name + ".forwarding"));
  }

  @Override
  public void close() {
    connection.close();
  }
}
