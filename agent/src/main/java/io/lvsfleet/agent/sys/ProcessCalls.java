package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's functions about processes, each with its error number.
final class ProcessCalls {

  /// `pidfd_open` has this number on every architecture (`asm-generic/unistd.h`), and a function of
  /// its own only since glibc 2.36.
  private static final long SYS_PIDFD_OPEN = 434;

  private static final MethodHandle PIPE2 =
      SystemCalls.function("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle READ =
      SystemCalls.function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle KILL =
      SystemCalls.function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle WAITPID =
      SystemCalls.function("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SYSCALL =
      SystemCalls.function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle PRCTL =
      SystemCalls.function(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  private ProcessCalls() {}

  /// @param both receives the reading and the writing end
  static void pipe(MemorySegment state, MemorySegment both, int flags) throws SystemCallException {
    try {
      SystemCalls.check("pipe2", (int) PIPE2.invokeExact(state, both, flags), state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  /// @return how many bytes; 0 at the end
  static int read(MemorySegment state, int fd, MemorySegment into) throws SystemCallException {
    try {
      long result = (long) READ.invokeExact(state, fd, into, into.byteSize());
      return (int) SystemCalls.check("read", result, state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  static void kill(MemorySegment state, int pid, int signal) throws SystemCallException {
    try {
      SystemCalls.check("kill", (int) KILL.invokeExact(state, pid, signal), state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  /// @return the process that was waited for; 0 for none
  static int wait(MemorySegment state, int pid, MemorySegment status, int flags)
      throws SystemCallException {
    try {
      int result = (int) WAITPID.invokeExact(state, pid, status, flags);
      return (int) SystemCalls.check("waitpid", result, state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  static int openPidfd(MemorySegment state, int pid) throws SystemCallException {
    try {
      long result = (long) SYSCALL.invokeExact(state, SYS_PIDFD_OPEN, (long) pid, 0L);
      return (int) SystemCalls.check("pidfd_open", result, state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  static void control(MemorySegment state, int option, long value) throws SystemCallException {
    try {
      int result = (int) PRCTL.invokeExact(state, option, value, 0L, 0L, 0L);
      SystemCalls.check("prctl", result, state);
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }
}
