package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// A raw socket for ICMP (raw(7)) or ICMPv6 (RFC 3542 section 3) that gets echo replies only.
///
/// Sending does not wait; any thread, one at a time. Receiving blocks one platform thread.
public final class IcmpSocket implements AutoCloseable {

  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int IPPROTO_ICMP = 1;
  private static final int IPPROTO_ICMPV6 = 58;
  private static final int SOL_RAW = 255;
  private static final int ICMP_FILTER = 1;
  private static final int ICMP6_FILTER = 1;
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REPLY_6 = 129;
  private static final short POLLIN = 1;
  private static final int BUFFER = 2048;

  /// Versions of IP.
  public enum Version {
    V4,
    V6
  }

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment sendState = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment in = arena.allocate(BUFFER, 8);
  private final MemorySegment pollEntry = arena.allocate(8, 4);
  private final int fd;

  /// @throws SystemCallException `EPERM` without CAP_NET_RAW
  public IcmpSocket(Version version) throws SystemCallException {
    int type = SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC;
    try {
      fd =
          version == Version.V4
              ? SystemCalls.socket(state, SocketAddress.AF_INET, type, IPPROTO_ICMP)
              : SystemCalls.socket(state, SocketAddress.AF_INET6, type, IPPROTO_ICMPV6);
    } catch (SystemCallException e) {
      arena.close();
      throw e;
    }
    try {
      filter(version);
    } catch (SystemCallException e) {
      close();
      throw e;
    }
  }

  /// A bit that is set blocks its type, in both `struct icmp_filter` and `struct icmp6_filter`.
  private void filter(Version version) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment blocked = call.allocate(version == Version.V4 ? 4 : 32, 4).fill((byte) 0xff);
      if (version == Version.V4) {
        blocked.set(JAVA_INT, 0, ~(1 << ECHO_REPLY));
        SystemCalls.setOption(state, fd, SOL_RAW, ICMP_FILTER, blocked);
      } else {
        blocked.set(JAVA_INT, ECHO_REPLY_6 / 32 * 4, ~(1 << (ECHO_REPLY_6 % 32)));
        SystemCalls.setOption(state, fd, IPPROTO_ICMPV6, ICMP6_FILTER, blocked);
      }
    }
  }

  /// @param address 4 or 16 bytes
  /// @throws SystemCallException `EAGAIN` when the device's queue is full
  public synchronized void send(byte[] address, ByteBuffer packet) throws SystemCallException {
    byte[] bytes = new byte[packet.remaining()];
    packet.duplicate().get(bytes);
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.sendTo(
          sendState, fd, call.allocateFrom(JAVA_BYTE, bytes), SocketAddress.of(call, address, 0));
    }
  }

  /// The next packet: of ICMP with its IP header, of ICMPv6 without. Empty when none came in time.
  public Optional<ByteBuffer> receive(Duration patience) throws SystemCallException {
    pollEntry.set(JAVA_INT, 0, fd);
    pollEntry.set(JAVA_SHORT, 4, POLLIN);
    pollEntry.set(JAVA_SHORT, 6, (short) 0);
    try {
      if (!SystemCalls.poll(state, pollEntry, Math.toIntExact(patience.toMillis()))) {
        return Optional.empty();
      }
      long length = SystemCalls.receive(state, fd, in);
      return Optional.of(ByteBuffer.wrap(in.asSlice(0, length).toArray(JAVA_BYTE)));
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EINTR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    SystemCalls.close(state, fd);
    arena.close();
  }
}
