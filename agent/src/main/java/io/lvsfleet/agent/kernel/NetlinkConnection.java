package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_ACK;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_DUMP;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLM_F_REQUEST;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.netlink.NetlinkError;
import io.lvsfleet.agent.netlink.NetlinkMessage;
import io.lvsfleet.agent.netlink.ReplyCollector;
import io.lvsfleet.agent.sys.Errno;
import io.lvsfleet.agent.sys.NetlinkSocket;
import io.lvsfleet.agent.sys.SystemCallException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Requests and answers on one netlink socket.
///
/// - One request at a time: callers take turns.
/// - Blocks the calling thread in foreign calls: platform threads only.
/// - What the kernel refuses is a [NetlinkError]; what lies in between a [KernelException].
/// - A request that got no answer in time is given up: it may or may not have been carried out, and
///   a late answer to it is dropped by its sequence number.
final class NetlinkConnection implements AutoCloseable {

  /// The kernel answers at once, unless it has to load a module first.
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// A table that changes during so many dumps in a row is not going to hold still.
  private static final int MAX_DUMPS = 10;

  private final NetlinkSocket socket;
  private final NetlinkTrace trace;
  private int sequence;

  NetlinkConnection(int protocol) throws KernelException {
    trace = NetlinkTrace.ofEnvironment(protocol);
    try {
      socket = new NetlinkSocket(protocol);
    } catch (SystemCallException e) {
      throw new KernelException("open a netlink socket", Errno.name(e.errno()), "in " + e.call());
    }
  }

  /// Asks for one thing or changes one thing. The answer's messages, without the acknowledgement.
  synchronized List<NetlinkMessage> request(String what, int type, int flags, ByteBuffer payload)
      throws KernelException, NetlinkError {
    return exchange(what, type, NLM_F_REQUEST | NLM_F_ACK | flags, payload);
  }

  /// Asks for a whole table, again if it changed meanwhile.
  synchronized List<NetlinkMessage> dump(String what, int type, ByteBuffer payload)
      throws KernelException, NetlinkError {
    for (int attempt = 1; ; attempt++) {
      try {
        return exchange(what, type, NLM_F_REQUEST | NLM_F_DUMP, payload);
      } catch (NetlinkError e) {
        if (e.kind() != NetlinkError.Kind.INTERRUPTED || attempt == MAX_DUMPS) {
          throw e;
        }
      } catch (KernelException e) {
        // Part of the dump did not fit into the socket's buffer.
        if (!e.errno().equals(Errno.name(Errno.ENOBUFS)) || attempt == MAX_DUMPS) {
          throw e;
        }
      }
    }
  }

  private List<NetlinkMessage> exchange(String what, int type, int flags, ByteBuffer payload)
      throws KernelException, NetlinkError {
    sequence = sequence == Integer.MAX_VALUE ? 1 : sequence + 1;
    NetlinkMessage request = new NetlinkMessage(type, flags, sequence, 0, payload);
    ReplyCollector collector = new ReplyCollector(sequence);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    trace.sent(request);
    try {
      socket.send(request.encode());
      while (true) {
        Optional<ByteBuffer> datagram = receive(deadline);
        if (datagram.isEmpty()) {
          throw new KernelException(
              what, "ETIMEDOUT", "the kernel did not answer within " + TIMEOUT.toSeconds() + " s");
        }
        boolean complete = false;
        for (NetlinkMessage message : NetlinkMessage.parse(datagram.get())) {
          trace.received(message);
          complete |= collector.accept(message);
        }
        if (complete) {
          return collector.replies();
        }
      }
    } catch (SystemCallException e) {
      // What is still queued does no harm: the next request has another sequence number.
      throw new KernelException(what, Errno.name(e.errno()), "in " + e.call());
    }
  }

  private Optional<ByteBuffer> receive(long deadline) throws SystemCallException {
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      try {
        return socket.receive(Duration.ofNanos(left));
      } catch (SystemCallException e) {
        // The virtual machine itself uses signals.
        if (e.errno() != Errno.EINTR) {
          throw e;
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
