package io.lvsfleet.agent.kernel;

import static io.lvsfleet.agent.netlink.NetlinkConstants.NETLINK_ROUTE;
import static io.lvsfleet.agent.netlink.NetlinkConstants.NLMSG_ERROR;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
  static final int MAX_DUMPS = 10;

  static final int MAX_BATCH = 100;

  /// A hundred requests; one about a service or a real server has some 200 bytes.
  private static final int MAX_DATAGRAM = MAX_BATCH * 512;

  private final NetlinkSocket socket;
  private final NetlinkTrace trace;
  private int next = 1;

  NetlinkConnection(int protocol) throws KernelException {
    trace = NetlinkTrace.ofEnvironment(protocol);
    try {
      socket = new NetlinkSocket(protocol);
      if (protocol == NETLINK_ROUTE) {
        socket.askStrictly();
      }
    } catch (SystemCallException e) {
      throw new KernelException("open a netlink socket", Errno.name(e.errno()), "in " + e.call());
    }
  }

  /// Asks for one thing or changes one thing. The answer's messages, without the acknowledgement.
  synchronized List<NetlinkMessage> request(String what, int type, int flags, ByteBuffer payload)
      throws KernelException, NetlinkError {
    return exchange(what, type, NLM_F_REQUEST | NLM_F_ACK | flags, payload, _ -> true).messages();
  }

  /// A whole table.
  ///
  /// @param inPieces whether it came in several datagrams: the kernel may have let others change
  ///   the table in between, and some families do not tell
  record Dump(List<NetlinkMessage> messages, boolean inPieces) {}

  /// Asks for a whole table, again if it changed meanwhile.
  List<NetlinkMessage> dump(String what, int type, ByteBuffer payload)
      throws KernelException, NetlinkError {
    return dump(what, type, payload, _ -> true);
  }

  /// The same of a table that may be far longer than what is of interest.
  List<NetlinkMessage> dump(
      String what, int type, ByteBuffer payload, Predicate<NetlinkMessage> kept)
      throws KernelException, NetlinkError {
    return dumpTable(what, type, payload, kept).messages();
  }

  /// The same, for who wants to know whether it may be torn.
  Dump dumpTable(String what, int type, ByteBuffer payload) throws KernelException, NetlinkError {
    return dumpTable(what, type, payload, _ -> true);
  }

  private synchronized Dump dumpTable(
      String what, int type, ByteBuffer payload, Predicate<NetlinkMessage> kept)
      throws KernelException, NetlinkError {
    for (int attempt = 1; ; attempt++) {
      try {
        Answer answer = exchange(what, type, NLM_F_REQUEST | NLM_F_DUMP, payload, kept);
        // The last one is the end and nothing else.
        return new Dump(answer.messages(), answer.datagrams() > 2);
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

  /// Changes many things with one send, in order. One entry per payload: empty when it was done.
  ///
  /// Only the last request asks for an acknowledgement. Refusals come without being asked for, and
  /// the kernel works through a datagram in order, so all of them are before it.
  List<Optional<NetlinkError>> requestAll(String what, int type, List<ByteBuffer> payloads)
      throws KernelException, NetlinkError {
    return requestAll(what, type, 0, payloads);
  }

  synchronized List<Optional<NetlinkError>> requestAll(
      String what, int type, int flags, List<ByteBuffer> payloads)
      throws KernelException, NetlinkError {
    if (payloads.isEmpty() || payloads.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          "a batch has 1 to " + MAX_BATCH + " requests, not " + payloads.size());
    }
    List<Optional<NetlinkError>> results =
        new ArrayList<>(Collections.nCopies(payloads.size(), Optional.empty()));
    ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM);
    int first = reserve(payloads.size());
    int last = first + payloads.size() - 1;
    for (int i = 0; i < payloads.size(); i++) {
      int acknowledge = i == payloads.size() - 1 ? NLM_F_ACK : 0;
      NetlinkMessage request =
          new NetlinkMessage(
              type, NLM_F_REQUEST | acknowledge | flags, first + i, 0, payloads.get(i));
      trace.sent(request);
      datagram.put(request.encode());
    }
    converse(
        what,
        datagram.flip(),
        message -> {
          int index = message.sequence() - first;
          if (message.type() != NLMSG_ERROR || index < 0 || index >= results.size()) {
            return false;
          }
          try {
            new ReplyCollector(message.sequence()).accept(message);
          } catch (NetlinkError e) {
            if (e.kind() != NetlinkError.Kind.REFUSED) {
              throw e;
            }
            results.set(index, Optional.of(e));
          }
          return message.sequence() == last;
        });
    return results;
  }

  private record Answer(List<NetlinkMessage> messages, int datagrams) {}

  private Answer exchange(
      String what, int type, int flags, ByteBuffer payload, Predicate<NetlinkMessage> kept)
      throws KernelException, NetlinkError {
    int number = reserve(1);
    NetlinkMessage request = new NetlinkMessage(type, flags, number, 0, payload);
    ReplyCollector collector = new ReplyCollector(number, kept);
    trace.sent(request);
    int datagrams = converse(what, request.encode(), collector::accept);
    return new Answer(collector.replies(), datagrams);
  }

  /// The first of so many sequence numbers. Notifications have 0, so that is none.
  private int reserve(int count) {
    int first = next > Integer.MAX_VALUE - count ? 1 : next;
    next = first + count;
    return first;
  }

  private interface Receiver {
    /// @return whether the answer is complete
    boolean accept(NetlinkMessage message) throws NetlinkError;
  }

  /// @return how many datagrams came
  private int converse(String what, ByteBuffer datagram, Receiver receiver)
      throws KernelException, NetlinkError {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    try {
      socket.send(datagram);
      int datagrams = 0;
      boolean complete = false;
      while (!complete) {
        Optional<ByteBuffer> answer = receive(deadline);
        if (answer.isEmpty()) {
          throw new KernelException(
              what, "ETIMEDOUT", "the kernel did not answer within " + TIMEOUT.toSeconds() + " s");
        }
        datagrams++;
        for (NetlinkMessage message : NetlinkMessage.parse(answer.get())) {
          trace.received(message);
          complete |= receiver.accept(message);
        }
      }
      return datagrams;
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
