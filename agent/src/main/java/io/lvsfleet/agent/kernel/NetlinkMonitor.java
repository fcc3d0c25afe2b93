package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REQUEST;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV4_IFADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV4_ROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV6_IFADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_IPV6_ROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.GROUP_LINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELLINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_DELROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_GETLINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWADDR;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWLINK;
import static io.lvsfleet.agent.netlink.route.RouteConstants.RTM_NEWROUTE;
import static io.lvsfleet.agent.netlink.route.RouteConstants.VRRP_PROTOCOL;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.netfilter.NfTables;
import io.lvsfleet.agent.netlink.route.AddressCodec;
import io.lvsfleet.agent.netlink.route.LinkCodec;
import io.lvsfleet.agent.netlink.route.NotificationFilter;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.NetlinkSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tells when somebody, perhaps this program itself, changed interfaces, addresses, routes or
/// packet filters: the kernel's notifications, reduced to "look again".
///
/// Each has one platform thread of its own, which does nothing but wait for the kernel and call the
/// listener. The first change is told at once, what follows within [#PAUSE] together in one call
/// after it. Until then the socket's buffer collects it; what does not fit there counts as a change
/// of everything.
public final class NetlinkMonitor implements AutoCloseable {

  /// Where to look again.
  public record Change(boolean devices, boolean addresses, boolean routes, boolean packetFilter) {

    static final Change NOTHING = new Change(false, false, false, false);

    /// All that one about interfaces tells.
    public static final Change EVERYTHING = new Change(true, true, true, false);

    public static final Change PACKET_FILTER = new Change(false, false, false, true);

    public Change and(Change other) {
      return new Change(
          devices || other.devices,
          addresses || other.addresses,
          routes || other.routes,
          packetFilter || other.packetFilter);
    }
  }

  /// What is listened to.
  private enum Source {
    INTERFACES("netlink-monitor", NETLINK_ROUTE) {
      @Override
      ByteBuffer filter() {
        return NotificationFilter.program();
      }

      @Override
      NetlinkMessage question() {
        return new NetlinkMessage(RTM_GETLINK, NLM_F_REQUEST, 1, 0, LinkCodec.writeGet(1));
      }
    },
    /// One message of each transaction is enough: its end.
    PACKET_FILTER("nftables-monitor", NETLINK_NETFILTER) {
      @Override
      ByteBuffer filter() {
        return NotificationFilter.only(NfTables.NFT_MSG_NEWGEN);
      }

      @Override
      NetlinkMessage question() {
        return new NetlinkMessage(
            NfTables.NFT_MSG_GETGEN, NLM_F_REQUEST, 1, 0, NfTables.writeGet());
      }
    };

    private final String thread;
    private final int protocol;

    Source(String thread, int protocol) {
      this.thread = thread;
      this.protocol = protocol;
    }

    /// When something was lost, or cannot be read.
    Change unknown() {
      return this == INTERFACES ? Change.EVERYTHING : Change.PACKET_FILTER;
    }

    abstract ByteBuffer filter();

    /// Its answer ends a wait.
    abstract NetlinkMessage question();

    int groups() {
      return this == INTERFACES ? GROUPS : NfTables.GROUP;
    }
  }

  /// At most five calls of the listener in a second.
  private static final Duration PAUSE = Duration.ofMillis(200);

  /// How long closing takes at worst, should the kernel not answer the request that ends the wait.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final int MOST_AT_ONCE = 10_000;

  private static final int GROUPS =
      GROUP_LINK | GROUP_IPV4_IFADDR | GROUP_IPV6_IFADDR | GROUP_IPV4_ROUTE | GROUP_IPV6_ROUTE;

  private final Source source;
  private final NetlinkSocket socket;
  private final Consumer<Change> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private NetlinkMonitor(Source source, NetlinkSocket socket, Consumer<Change> listener) {
    this.source = source;
    this.socket = socket;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name(source.thread).unstarted(this::run);
  }

  /// From now on every change of interfaces, addresses and routes is told.
  ///
  /// @param listener called by the monitor's thread; may block, and is then told the rest at once
  public static NetlinkMonitor start(Consumer<Change> listener) throws KernelException {
    return start(Source.INTERFACES, listener);
  }

  /// The same for packet filters.
  ///
  /// @return empty when this kernel has no nftables
  public static Optional<NetlinkMonitor> ofPacketFilter(Consumer<Change> listener)
      throws KernelException {
    try {
      return Optional.of(start(Source.PACKET_FILTER, listener));
    } catch (KernelException e) {
      if (e.errno().equals("EPROTONOSUPPORT")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static NetlinkMonitor start(Source source, Consumer<Change> listener)
      throws KernelException {
    try {
      NetlinkSocket socket = new NetlinkSocket(source.protocol, source.groups());
      try {
        socket.attachFilter(source.filter());
      } catch (SystemCallException e) {
        socket.close();
        throw e;
      }
      NetlinkMonitor monitor = new NetlinkMonitor(source, socket, listener);
      monitor.thread.start();
      return monitor;
    } catch (SystemCallException e) {
      throw new KernelException("listen for changes", Errno.name(e.errno()), "in " + e.call());
    }
  }

  private void run() {
    try {
      boolean open = true;
      while (open) {
        Change change = next(LONGEST_WAIT).orElse(Change.NOTHING).and(queued());
        open = closed.getCount() > 0;
        if (open && !change.equals(Change.NOTHING)) {
          listener.accept(change);
          open = !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // whoever interrupts it wants it to end
    }
  }

  /// What came meanwhile; as much as it may take at once, should more come than can be read.
  private Change queued() {
    Change all = Change.NOTHING;
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      Optional<Change> change = next(Duration.ZERO);
      if (change.isEmpty()) {
        break;
      }
      all = all.and(change.get());
    }
    return all;
  }

  /// Empty when nothing came in time.
  private Optional<Change> next(Duration timeout) {
    try {
      Optional<ByteBuffer> datagram = socket.receive(timeout);
      return datagram.isEmpty() ? Optional.empty() : Optional.of(changeOf(datagram.get()));
    } catch (NetlinkError _) {
      return Optional.of(source.unknown());
    } catch (SystemCallException e) {
      // The virtual machine itself uses signals. Anything else means that something was lost
      // (ENOBUFS), or will be.
      return Optional.of(e.errno() == Errno.EINTR ? Change.NOTHING : source.unknown());
    }
  }

  static Change changeOf(ByteBuffer datagram) throws NetlinkError {
    Change change = Change.NOTHING;
    for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
      if (!isLease(message)) {
        change = change.and(changeOf(message.type()));
      }
    }
    return change;
  }

  /// VRRP renews its addresses all the time, and they are its own.
  private static boolean isLease(NetlinkMessage message) throws NetlinkError {
    return message.type() == RTM_NEWADDR
        && AddressCodec.read(message).filter(row -> row.protocol() == VRRP_PROTOCOL).isPresent();
  }

  /// Routes leave with interfaces and addresses without a word of their own (`fib_flush` in
  /// net/ipv4/fib_frontend.c).
  private static Change changeOf(int type) {
    return switch (type) {
      case RTM_NEWLINK, RTM_DELLINK -> Change.EVERYTHING;
      case RTM_NEWADDR, RTM_DELADDR -> new Change(false, true, true, false);
      case RTM_NEWROUTE, RTM_DELROUTE -> new Change(false, false, true, false);
      case NfTables.NFT_MSG_NEWGEN -> Change.PACKET_FILTER;
      default -> Change.NOTHING;
    };
  }

  /// Waits until the listener is no longer being called.
  @Override
  public void close() {
    closed.countDown();
    try {
      // The answer ends the wait.
      socket.send(source.question().encode());
    } catch (SystemCallException _) {
      thread.interrupt(); // it ends with its wait
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    socket.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
