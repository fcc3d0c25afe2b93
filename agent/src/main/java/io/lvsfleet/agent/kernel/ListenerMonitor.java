package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_SOCK_DIAG;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REQUEST;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.sockdiag.ListenerFilter;
import io.lvsfleet.agent.netlink.sockdiag.SocketCodec;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.NetlinkSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ListeningSocket;
import io.lvsfleet.model.Protocol;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells at once when a socket of this host that served clients is closed: by its program, or by
/// the kernel because the program died. A worker that still holds the socket keeps it open, and
/// nothing is told.
///
/// It has one platform thread of its own, `listener-monitor`. What comes together is told together,
/// at most a hundred times a second, and only when nobody serves there any more: connections that
/// are reset, and one of several workers that ends, look alike at first.
public final class ListenerMonitor implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ListenerMonitor.class.getName());

  /// Who is told.
  public interface Listener {
    void closed(SortedSet<ListeningSocket> sockets);

    /// More were closed than the socket's buffer holds; which ones is not known.
    void missed();
  }

  /// How long closing takes at worst, should the kernel not answer the request that ends the wait.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final int MOST_AT_ONCE = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final NetlinkSocket socket;
  private final NetlinkConnection connection;
  private final Listener listener;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ListenerMonitor(NetlinkSocket socket, NetlinkConnection connection, Listener listener) {
    this.socket = socket;
    this.connection = connection;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("listener-monitor").unstarted(this::run);
  }

  /// From now on every closed socket is told.
  ///
  /// @param listener called by the monitor's thread; may block
  public static ListenerMonitor start(Listener listener) throws KernelException {
    NetlinkConnection connection = new NetlinkConnection(NETLINK_SOCK_DIAG);
    try {
      NetlinkSocket socket = new NetlinkSocket(NETLINK_SOCK_DIAG, SocketCodec.GROUPS_DESTROYED);
      try {
        socket.attachFilter(ListenerFilter.program());
      } catch (SystemCallException e) {
        socket.close();
        throw e;
      }
      ListenerMonitor monitor = new ListenerMonitor(socket, connection, listener);
      monitor.thread.start();
      return monitor;
    } catch (SystemCallException e) {
      connection.close();
      throw new KernelException(
          "listen for closed sockets", Errno.name(e.errno()), "in " + e.call());
    }
  }

  private void run() {
    try {
      boolean open = true;
      while (open) {
        SortedSet<ListeningSocket> sockets = new TreeSet<>();
        boolean missed = !collect(sockets);
        sockets.removeAll(serving(sockets));
        open = closed.getCount() > 0;
        if (open && missed) {
          listener.missed();
        }
        if (open && !sockets.isEmpty()) {
          listener.closed(sockets);
        }
        open = open && !closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // whoever interrupts it wants it to end
    }
  }

  /// Those who serve there still, or again; none when they cannot be asked for.
  private Set<ListeningSocket> serving(Set<ListeningSocket> suspects) {
    Set<ListeningSocket> all = new HashSet<>();
    EnumSet<Protocol> protocols = EnumSet.noneOf(Protocol.class);
    suspects.forEach(socket -> protocols.add(socket.protocol()));
    try {
      for (Protocol protocol : protocols) {
        for (AddressFamily family : AddressFamily.values()) {
          ByteBuffer question = SocketCodec.writeGetListeners(family, protocol);
          for (NetlinkMessage message :
              connection.dump("read listeners", SocketCodec.BY_FAMILY, question)) {
            SocketCodec.readListener(message, protocol).ifPresent(all::add);
          }
        }
      }
      return all;
    } catch (KernelException | NetlinkError e) {
      LOG.log(WARNING, "cannot ask who listens: {0}", e.getMessage());
      return Set.of();
    }
  }

  /// Waits for the first, then takes what is there too.
  ///
  /// @return whether none was missed
  private boolean collect(SortedSet<ListeningSocket> sockets) {
    boolean whole = true;
    Duration patience = LONGEST_WAIT;
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      try {
        Optional<ByteBuffer> datagram = socket.receive(patience);
        if (datagram.isEmpty()) {
          return whole;
        }
        read(datagram.get(), sockets);
      } catch (NetlinkError _) {
        whole = false;
      } catch (SystemCallException e) {
        // The virtual machine itself uses signals. Anything else means that something was lost
        // (ENOBUFS), or will be.
        whole &= e.errno() == Errno.EINTR;
      }
      patience = Duration.ZERO;
    }
    return whole;
  }

  static void read(ByteBuffer datagram, SortedSet<ListeningSocket> sockets) throws NetlinkError {
    for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
      if (message.type() == SocketCodec.BY_FAMILY) {
        SocketCodec.readClosed(message).ifPresent(socket -> sockets.add(socket));
      }
    }
  }

  /// Waits until the listener is no longer being called.
  @Override
  public void close() {
    closed.countDown();
    try {
      // About sockets of no family: the kernel's refusal ends the wait.
      ByteBuffer nothing = ByteBuffer.allocate(4);
      socket.send(new NetlinkMessage(SocketCodec.BY_FAMILY, NLM_F_REQUEST, 1, 0, nothing).encode());
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
    connection.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
