package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A TCP connection with what the JDK's sockets do not have: a mark and an interface (socket(7)).
/// Blocks the calling thread, which has to be a platform thread; one at a time.
public final class TcpSocket implements AutoCloseable {

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_MARK = 36;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(SystemCalls.stateLayout());
  private final MemorySegment pollEntry = arena.allocate(8, 4);
  private final int fd;
  private boolean closed;

  /// @param addressLength 4 or 16: of the addresses it will have to do with
  public TcpSocket(int addressLength) throws SystemCallException {
    try {
      fd =
          SystemCalls.socket(
              state,
              addressLength == 4 ? SocketAddress.AF_INET : SocketAddress.AF_INET6,
              SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
              0);
    } catch (SystemCallException e) {
      arena.close();
      throw e;
    }
  }

  /// @throws SystemCallException `EPERM` without CAP_NET_ADMIN
  public void setMark(int mark) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.setOption(state, fd, SOL_SOCKET, SO_MARK, call.allocateFrom(JAVA_INT, mark));
    }
  }

  /// @throws SystemCallException `ENODEV` when there is none of this name
  public void bindTo(String interfaceName) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment name = call.allocateFrom(interfaceName, US_ASCII);
      SystemCalls.setOption(state, fd, SOL_SOCKET, SO_BINDTODEVICE, name);
    }
  }

  public void bindTo(byte[] address) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.bind(state, fd, SocketAddress.of(call, address, 0));
    }
  }

  /// @return whether it was established in time
  public boolean connect(byte[] address, int port, Duration patience) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      try {
        SystemCalls.connect(state, fd, SocketAddress.of(call, address, port));
        return true;
      } catch (SystemCallException e) {
        if (e.errno() != Errno.EINPROGRESS) {
          throw e;
        }
      }
      if (!ready(POLLOUT, patience)) {
        return false;
      }
      int error = SystemCalls.intOption(state, fd, SOL_SOCKET, SO_ERROR, call);
      if (error != 0) {
        throw new SystemCallException("connect", error);
      }
      return true;
    }
  }

  /// What a read found.
  public static final int END = -1;

  public static final int NOTHING = -2;

  /// @return how many bytes; [#END], or [#NOTHING] when none came in time
  public int read(byte[] buffer, Duration patience) throws SystemCallException {
    if (!ready(POLLIN, patience)) {
      return NOTHING;
    }
    try (Arena call = Arena.ofConfined()) {
      MemorySegment in = call.allocate(buffer.length);
      int count = (int) SystemCalls.receive(state, fd, in);
      MemorySegment.copy(in, JAVA_BYTE, 0, buffer, 0, count);
      return count == 0 ? END : count;
    }
  }

  /// Writes what fits into the socket's buffer.
  ///
  /// @throws SystemCallException `EAGAIN` when it does not
  public void write(byte[] bytes) throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      if (SystemCalls.send(state, fd, call.allocateFrom(JAVA_BYTE, bytes)) != bytes.length) {
        throw new SystemCallException("send", Errno.EAGAIN);
      }
    }
  }

  private boolean ready(short events, Duration patience) throws SystemCallException {
    pollEntry.set(JAVA_INT, 0, fd);
    pollEntry.set(JAVA_SHORT, 4, events);
    pollEntry.set(JAVA_SHORT, 6, (short) 0);
    return SystemCalls.poll(state, pollEntry, Math.toIntExact(patience.toMillis()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      SystemCalls.close(state, fd);
      arena.close();
    }
  }
}
