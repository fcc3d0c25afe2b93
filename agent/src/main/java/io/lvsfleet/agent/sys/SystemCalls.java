package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The C library's functions this program needs, each with its error number.
///
/// The handles are static finals of their own, because only then the compiler makes plain calls of
/// them.
final class SystemCalls {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      function("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECV =
      function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle RECVMMSG =
      function(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle UNSHARE =
      function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SCHED_SETSCHEDULER =
      function("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /// Bytes of a `struct pollfd`: descriptor, wanted and seen events.
  static final int POLL_ENTRY = 8;

  private SystemCalls() {}

  /// Restricted, because a wrong descriptor would corrupt memory: those above are the C prototypes
  /// of socket(2), its relatives and unshare(2) on 64-bit Linux. The launcher grants
  /// `--enable-native-access`.
  @SuppressWarnings("restricted")
  static MethodHandle function(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, all);
  }

  /// Memory for the error number of the calls of one socket.
  static StructLayout stateLayout() {
    return STATE;
  }

  static int socket(MemorySegment state, int family, int type, int protocol)
      throws SystemCallException {
    try {
      return (int) check("socket", (int) SOCKET.invokeExact(state, family, type, protocol), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void bind(MemorySegment state, int fd, MemorySegment address) throws SystemCallException {
    try {
      int length = (int) address.byteSize();
      check("bind", (int) BIND.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void connect(MemorySegment state, int fd, MemorySegment address)
      throws SystemCallException {
    try {
      int length = (int) address.byteSize();
      check("connect", (int) CONNECT.invokeExact(state, fd, address, length), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void setOption(MemorySegment state, int fd, int level, int option, MemorySegment value)
      throws SystemCallException {
    try {
      int length = (int) value.byteSize();
      int result = (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, length);
      check("setsockopt", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static long send(MemorySegment state, int fd, MemorySegment bytes) throws SystemCallException {
    try {
      long result = (long) SEND.invokeExact(state, fd, bytes, bytes.byteSize(), 0);
      return check("send", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static long sendTo(MemorySegment state, int fd, MemorySegment bytes, MemorySegment address)
      throws SystemCallException {
    try {
      int length = (int) address.byteSize();
      long result =
          (long) SENDTO.invokeExact(state, fd, bytes, bytes.byteSize(), 0, address, length);
      return check("sendto", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// @return how many bytes; 0 when the peer of a stream has ended
  static long receive(MemorySegment state, int fd, MemorySegment buffer)
      throws SystemCallException {
    try {
      long result = (long) RECV.invokeExact(state, fd, buffer, buffer.byteSize(), 0);
      return check("recv", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static int intOption(MemorySegment state, int fd, int level, int option, Arena call)
      throws SystemCallException {
    try {
      MemorySegment value = call.allocate(JAVA_INT);
      MemorySegment length = call.allocateFrom(JAVA_INT, (int) value.byteSize());
      int result = (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length);
      check("getsockopt", result, state);
      return value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// @param headers so many `struct mmsghdr`
  /// @return how many datagrams there were, at least one
  static int receiveMany(MemorySegment state, int fd, MemorySegment headers, int count, int flags)
      throws SystemCallException {
    try {
      int result = (int) RECVMMSG.invokeExact(state, fd, headers, count, flags, MemorySegment.NULL);
      return (int) check("recvmmsg", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// For the calling thread alone (unshare(2)).
  static void unshare(MemorySegment state, int flags) throws SystemCallException {
    try {
      check("unshare", (int) UNSHARE.invokeExact(state, flags), state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// @param entry one `struct pollfd`
  /// @return whether it is ready
  static boolean poll(MemorySegment state, MemorySegment entry, int milliseconds)
      throws SystemCallException {
    return poll(state, entry, 1, milliseconds);
  }

  /// @param entries so many `struct pollfd`
  /// @return whether one is ready
  static boolean poll(MemorySegment state, MemorySegment entries, int count, int milliseconds)
      throws SystemCallException {
    try {
      int result = (int) POLL.invokeExact(state, entries, (long) count, milliseconds);
      return check("poll", result, state) > 0;
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// For the calling thread alone (sched_setscheduler(2)): the C library hands the number 0 on.
  ///
  /// @param parameter `struct sched_param`
  static void setScheduler(MemorySegment state, int policy, MemorySegment parameter)
      throws SystemCallException {
    try {
      int result = (int) SCHED_SETSCHEDULER.invokeExact(state, 0, policy, parameter);
      check("sched_setscheduler", result, state);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  /// Linux frees the descriptor whatever `close` returns (close(2)), so its result says nothing.
  static void close(MemorySegment state, int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static long check(String call, long result, MemorySegment state) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  /// A downcall handle declares `Throwable` but throws nothing of its own.
  static SystemCallException rethrow(Throwable e) {
    return switch (e) {
      case SystemCallException failure -> failure;
      case RuntimeException bug -> throw bug;
      case Error fatal -> throw fatal;
      default -> throw new IllegalStateException(e);
    };
  }
}
