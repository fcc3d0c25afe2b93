package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Other processes of this program's user.
public final class Processes {

  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int WNOHANG = 1;
  private static final int SIGKILL = 9;

  private Processes() {}

  /// From now on whoever loses its parent below this process becomes its child (prctl(2)), instead
  /// of slipping away to the init process.
  public static void adoptOrphans() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      ProcessCalls.control(state(arena), PR_SET_CHILD_SUBREAPER, 1);
    }
  }

  /// Ends an adopted child.
  public static void kill(int pid) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      ProcessCalls.kill(state(arena), pid, SIGKILL);
    }
  }

  /// Takes note of the end of an adopted child.
  ///
  /// @return whether it had ended
  public static boolean reap(int pid) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      return ProcessCalls.wait(state(arena), pid, arena.allocate(JAVA_INT), WNOHANG) == pid;
    }
  }

  /// Ends all this program's user may end, but itself, in one go: no fork escapes (kill(2)).
  public static void killEverythingElse() throws SystemCallException {
    kill(-1);
  }

  private static MemorySegment state(Arena arena) {
    return arena.allocate(SystemCalls.stateLayout());
  }
}
