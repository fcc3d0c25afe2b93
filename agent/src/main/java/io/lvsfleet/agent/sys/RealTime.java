package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// Real-time priority (sched(7)).
public final class RealTime {

  private static final int SCHED_FIFO = 1;

  /// Above everything of ordinary priority, and below what else asks for more.
  private static final int LOWEST = 1;

  /// The calling thread's children do not inherit it (`SCHED_RESET_ON_FORK`).
  private static final int RESET_ON_FORK = 0x4000_0000;

  private RealTime() {}

  /// Asks for it for the calling thread, which has to be a platform thread.
  ///
  /// @throws SystemCallException `EPERM` without CAP_SYS_NICE and without RLIMIT_RTPRIO
  public static void claim() throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      SystemCalls.setScheduler(
          call.allocate(SystemCalls.stateLayout()),
          SCHED_FIFO | RESET_ON_FORK,
          call.allocateFrom(JAVA_INT, LOWEST));
    }
  }
}
