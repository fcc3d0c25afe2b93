package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV4_IFADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV6_IFADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_LINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_DADFAILED;
import static io.lvsfleet.agent.netlink.route.RouteConstants.IFA_F_TENTATIVE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.VRRP_PROTOCOL;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.AddressRow;
import io.lvsfleet.agent.netlink.route.Link;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.NetlinkSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.agent.sys.Waitable;
import io.lvsfleet.agent.vrrp.VrrpEvent;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The interfaces and the node's own addresses on them, kept up to date by the kernel's
/// notifications.
final class VrrpLinks implements Waitable, AutoCloseable {

  private final NetlinkSocket notices;
  private final NetlinkConnection connection;
  private final Links links;
  private final SortedMap<String, VrrpEvent.Link> known = new TreeMap<>();
  private final SortedMap<String, Integer> indices = new TreeMap<>();
  private Set<LocalAddress> leftOut = Set.of();
  private boolean stale = true;

  VrrpLinks() throws KernelException {
    connection = new NetlinkConnection(NETLINK_ROUTE);
    links = new Links(connection);
    try {
      notices =
          new NetlinkSocket(NETLINK_ROUTE, GROUP_LINK | GROUP_IPV4_IFADDR | GROUP_IPV6_IFADDR);
    } catch (SystemCallException e) {
      connection.close();
      throw new KernelException("listen for changes", Errno.name(e.errno()), "in " + e.call());
    }
  }

  @Override
  public int descriptor() {
    return notices.descriptor();
  }

  /// Virtual addresses are nobody's own.
  void leaveOut(Collection<LocalAddress> addresses) {
    leftOut = Set.copyOf(addresses);
    stale = true;
  }

  /// Takes notice; looks again if there is a reason to.
  ///
  /// @return whether something is different
  boolean changed() throws KernelException {
    drain();
    if (!stale) {
      return false;
    }
    SortedMap<String, VrrpEvent.Link> before = new TreeMap<>(known);
    look();
    stale = false;
    return !before.equals(known);
  }

  private void drain() {
    try {
      Optional<ByteBuffer> datagram = notices.receive(Duration.ZERO);
      while (datagram.isPresent()) {
        stale |= matters(datagram.get());
        datagram = notices.receive(Duration.ZERO);
      }
    } catch (SystemCallException e) {
      stale |= e.errno() != Errno.EINTR; // something was lost
    }
  }

  /// Every renewal of a lease is told too.
  private static boolean matters(ByteBuffer datagram) {
    try {
      for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
        if (message.type() != RTM_NEWADDR
            || AddressCodec.read(message).filter(VrrpLinks::isLease).isEmpty()) {
          return true;
        }
      }
      return false;
    } catch (NetlinkError _) {
      return true;
    }
  }

  private static boolean isLease(AddressRow row) {
    return row.protocol() == VRRP_PROTOCOL;
  }

  private void look() throws KernelException {
    List<AddressRow> rows = rows();
    known.clear();
    indices.clear();
    for (Link link : links.all()) {
      indices.put(link.name(), link.index());
      known.put(link.name(), new VrrpEvent.Link(link.isUp() && link.isRunning(), own(link, rows)));
    }
  }

  private List<IpAddress> own(Link link, List<AddressRow> rows) {
    List<IpAddress> own = new ArrayList<>();
    for (AddressRow row : rows) {
      boolean virtual =
          isLease(row)
              || leftOut.contains(new LocalAddress(link.name(), row.address(), row.prefixLength()));
      boolean usable = (row.flags() & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0;
      if (row.interfaceIndex() == link.index() && usable && !virtual) {
        own.add(row.address());
      }
    }
    return own;
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

  SortedMap<String, VrrpEvent.Link> links() {
    return known;
  }

  /// Of each interface.
  SortedMap<String, Integer> indices() {
    return indices;
  }

  @Override
  public void close() {
    notices.close();
    connection.close();
  }
}
