package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_CREATE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_EXCL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.ADDRESS_PROTOCOL;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_NODAD;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETLINK;
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
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.PacketSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Operation.AddAddress;
import io.lvsfleet.reconcile.Operation.AnnounceAddress;
import io.lvsfleet.reconcile.Operation.RemoveAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The addresses on the interfaces of the process's network namespace.
public final class KernelAddresses implements AddressTable, AutoCloseable {

  private final NetlinkConnection connection;

  public KernelAddresses() throws KernelException {
    connection = new NetlinkConnection(NETLINK_ROUTE);
  }

  @Override
  public SortedSet<LocalAddress> dump() throws KernelException {
    Map<Integer, String> names = new TreeMap<>();
    for (Link link : links()) {
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

  /// The node's own addresses of global scope that are not loopback addresses: where others reach
  /// it.
  public SortedSet<IpAddress> globalAddresses() throws KernelException {
    SortedSet<IpAddress> addresses = new TreeSet<>();
    Map<Integer, Boolean> loopback = new TreeMap<>();
    for (Link link : links()) {
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

  private List<Link> links() throws KernelException {
    String what = "list the interfaces";
    try {
      List<Link> links = new ArrayList<>();
      for (NetlinkMessage message : connection.dump(what, RTM_GETLINK, LinkCodec.writeGetAll())) {
        links.add(LinkCodec.read(message));
      }
      return links;
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
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
    change(new AddAddress(address).describe(), RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address);
  }

  @Override
  public void remove(LocalAddress address) throws KernelException {
    change(new RemoveAddress(address).describe(), RTM_DELADDR, 0, address);
  }

  private void change(String what, int type, int flags, LocalAddress address)
      throws KernelException {
    Link link = link(what, address);
    boolean added = type == RTM_NEWADDR;
    boolean v6 = address.address().family() == AddressFamily.IPV6;
    AddressRow row =
        new AddressRow(
            link.index(),
            address.address(),
            address.prefixLength(),
            RT_SCOPE_UNIVERSE,
            // A VIP moves from one director to another: it must work before anybody could be asked.
            added && v6 ? IFA_F_NODAD : 0,
            // Kernels before 5.18 ignore it.
            added ? ADDRESS_PROTOCOL : 0);
    try {
      connection.request(what, type, flags, AddressCodec.write(row));
    } catch (NetlinkError e) {
      throw KernelErrors.of(what, e, Advice::none);
    }
  }

  private Link link(String what, LocalAddress address) throws KernelException {
    String name = address.interfaceName();
    try {
      Optional<NetlinkMessage> answer =
          connection.request(what, RTM_GETLINK, 0, LinkCodec.writeGet(name)).stream().findFirst();
      if (answer.isEmpty()) {
        throw new KernelException(what, "EPROTO", "no answer about interface " + name);
      }
      return LinkCodec.read(answer.get());
    } catch (NetlinkError e) {
      throw KernelErrors.of(
          what, e, errno -> errno.equals("ENODEV") ? "there is no interface " + name : "");
    }
  }

  /// Where there are no neighbours (the loopback interface, a tunnel) nothing is sent.
  @Override
  public void announce(LocalAddress address) throws KernelException {
    String what = new AnnounceAddress(address).describe();
    Link link = link(what, address);
    boolean held =
        rows().stream()
            .anyMatch(row ->
                row.interfaceIndex() == link.index()
                    && row.address().equals(address.address())
                    && row.prefixLength() == address.prefixLength());
    if (!held) {
      throw new KernelException(what, "EADDRNOTAVAIL", "the address is not on the interface");
    }
    if (!link.isUp()) {
      throw new KernelException(what, "ENETDOWN", "ip link set " + address.interfaceName() + " up");
    }
    EtherAddress sender = link.etherAddress();
    if (!link.hasNeighbours() || sender == null) {
      return;
    }
    try (PacketSocket socket = new PacketSocket()) {
      for (Announcement packet : Announcement.of(address.address(), sender)) {
        socket.send(
            link.index(), packet.etherType(), packet.destination().bytes(), packet.packet());
      }
    } catch (SystemCallException e) {
      String errno = Errno.name(e.errno());
      throw new KernelException(what, errno, errno.equals("EPERM") ? Advice.permission() : "");
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
