package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// A socket to the kernel's netlink (netlink(7)) in the namespace of the process.
///
/// - It is connected to the kernel: what other processes send does not arrive.
/// - [#send] and [#receive] block the calling thread, which has to be a platform thread.
/// - It belongs to one thread at a time; it has no lock. Only sending while another thread receives
///   is allowed.
public final class NetlinkSocket implements Waitable, AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short POLLIN = 1;

  /// The kernel fills at most 32 KiB of one dump datagram (`netlink_dump`); a single message with
  /// attributes has at most 64 KiB.
  private static final int BUFFER = 80 * 1024;

  /// The answer to most questions are two datagrams: what was asked for, and its end.
  private static final int SLOTS = 2;

  /// `struct mmsghdr` with 64-bit pointers: a `msghdr` (name, its length, vectors at 16, their
  /// number at 24, control, flags) and the length received.
  private static final int HEADER = 64;

  private static final int HEADER_VECTORS = 16;
  private static final int HEADER_VECTOR_COUNT = 24;
  private static final int HEADER_RECEIVED = 56;

  /// `struct iovec`: address and length.
  private static final int VECTOR = 16;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment in = arena.allocate((long) SLOTS * BUFFER, 8);
  private final MemorySegment headers = arena.allocate((long) SLOTS * HEADER, 8);
  private final MemorySegment sendState = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment pollEntry = arena.allocate(8, 4);
  private final Deque<ByteBuffer> received = new ArrayDeque<>();
  private final int fd;

  /// @param protocol `NETLINK_*`
  public NetlinkSocket(int protocol) throws SystemCallException {
    this(protocol, 0);
  }

  /// One that also gets notifications.
  ///
  /// @param protocol `NETLINK_*`
  /// @param groups of notifications, as bits of `nl_groups`
  public NetlinkSocket(int protocol, int groups) throws SystemCallException {
    try {
      fd = SystemCalls.socket(state, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    } catch (SystemCallException e) {
      arena.close();
      throw e;
    }
    MemorySegment vectors = arena.allocate((long) SLOTS * VECTOR, 8);
    for (int slot = 0; slot < SLOTS; slot++) {
      MemorySegment vector = vectors.asSlice((long) slot * VECTOR, VECTOR);
      vector.set(ADDRESS, 0, in.asSlice((long) slot * BUFFER));
      vector.set(JAVA_LONG, 8, BUFFER);
      headers.set(ADDRESS, (long) slot * HEADER + HEADER_VECTORS, vector);
      headers.set(JAVA_LONG, (long) slot * HEADER + HEADER_VECTOR_COUNT, 1);
    }
    try {
      // struct sockaddr_nl: family, pad, port id (0: the kernel chooses one, or is meant), groups.
      MemorySegment address = arena.allocate(12, 4);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      SystemCalls.bind(state, fd, address);
      address.set(JAVA_INT, 8, 0);
      SystemCalls.connect(state, fd, address);
      setOption(NETLINK_CAP_ACK, 1);
      setOption(NETLINK_EXT_ACK, 1);
    } catch (SystemCallException e) {
      close();
      throw e;
    }
  }

  private void setOption(int option, int value) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.setOption(state, fd, SOL_NETLINK, option, call.allocateFrom(JAVA_INT, value));
    }
  }

  /// Lets requests for a table of route netlink say which part of it they are for (Linux 4.20).
  ///
  /// @return whether this kernel does so; otherwise it answers with all of it
  public boolean askStrictly() {
    try {
      setOption(NETLINK_GET_STRICT_CHK, 1);
      return true;
    } catch (SystemCallException _) {
      return false; // the only reason is a kernel that does not know the option
    }
  }

  /// Drops notifications that a classic BPF program (bpf(4), `linux/filter.h`) does not accept.
  ///
  /// @param program an array of `struct sock_filter`
  public void attachFilter(ByteBuffer program) throws SystemCallException {
    byte[] bytes = new byte[program.remaining()];
    program.duplicate().get(bytes);
    try (Arena call = Arena.ofConfined()) {
      // struct sock_fprog: number of instructions, pointer to the first.
      MemorySegment header = call.allocate(16, 8);
      MemorySegment code = call.allocate(bytes.length, 8);
      MemorySegment.copy(bytes, 0, code, JAVA_BYTE, 0, bytes.length);
      header.set(JAVA_SHORT, 0, (short) (bytes.length / 8));
      header.set(ADDRESS, 8, code);
      SystemCalls.setOption(state, fd, SOL_SOCKET, SO_ATTACH_FILTER, header);
    }
  }

  @Override
  public int descriptor() {
    return fd;
  }

  /// Sends one datagram.
  public void send(ByteBuffer datagram) throws SystemCallException {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.send(sendState, fd, call.allocateFrom(JAVA_BYTE, bytes));
    }
  }

  /// Waits for the next datagram; empty when none came in time. Its bytes are the caller's.
  ///
  /// @throws SystemCallException `ENOBUFS` when the kernel had to drop something; `EINTR` when a
  ///   signal came first
  public Optional<ByteBuffer> receive(Duration timeout) throws SystemCallException {
    if (received.isEmpty() && !receiveNow()) {
      pollEntry.set(JAVA_INT, 0, fd);
      pollEntry.set(JAVA_SHORT, 4, POLLIN);
      pollEntry.set(JAVA_SHORT, 6, (short) 0);
      int milliseconds = Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE);
      if (!SystemCalls.poll(state, pollEntry, milliseconds) || !receiveNow()) {
        return Optional.empty();
      }
    }
    return Optional.of(received.remove());
  }

  /// Takes whatever is there. Most answers are when the request's send returns: no need to wait for
  /// them first.
  private boolean receiveNow() throws SystemCallException {
    int count;
    try {
      count = SystemCalls.receiveMany(state, fd, headers, SLOTS, MSG_TRUNC | MSG_DONTWAIT);
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EAGAIN) {
        throw e;
      }
      return false;
    }
    for (int slot = 0; slot < count; slot++) {
      // With MSG_TRUNC the whole length, whatever fitted.
      int length = headers.get(JAVA_INT, (long) slot * HEADER + HEADER_RECEIVED);
      if (length < 0 || length > BUFFER) {
        throw new SystemCallException(
            "recvmmsg of " + Integer.toUnsignedString(length) + " bytes", Errno.EMSGSIZE);
      }
      byte[] bytes = in.asSlice((long) slot * BUFFER, length).toArray(JAVA_BYTE);
      received.add(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
    return true;
  }

  @Override
  public void close() {
    SystemCalls.close(state, fd);
    arena.close();
  }
}
