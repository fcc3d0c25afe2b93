package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// posix_spawn(3) of the GNU C library: the only way from a process with threads to another program
/// that needs no help between fork and exec.
final class SpawnCalls {

  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;

  /// Of glibc 2.26 and later: the child leads a session, and so a process group, of its own.
  private static final short SETSID = 0x80;

  /// `posix_spawnattr_t` has 336 bytes, `posix_spawn_file_actions_t` 80.
  private static final int OPAQUE = 1024;

  private static final int SIGNAL_SET = 128;

  private static final MethodHandle SPAWN =
      function(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle ACTIONS =
      function("posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle END_ACTIONS =
      function("posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle OPEN =
      function(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle DUPLICATE =
      function(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  /// Of glibc 2.34 and later: nothing this program has open reaches the child, whatever other
  /// threads open meanwhile.
  private static final MethodHandle CLOSE_FROM =
      function(
          "posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

  private static final MethodHandle DIRECTORY =
      function(
          "posix_spawn_file_actions_addchdir_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle ATTRIBUTES =
      function("posix_spawnattr_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle END_ATTRIBUTES =
      function("posix_spawnattr_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle FLAGS =
      function("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  private static final MethodHandle DEFAULTS =
      function("posix_spawnattr_setsigdefault", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private SpawnCalls() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return SystemCalls.function(name, descriptor);
  }

  /// Starts a program with nothing of this one: no descriptors but those, no signal settings, the
  /// root directory, a session of its own.
  ///
  /// @param command its file and its arguments; what it is called is the first
  /// @param environment `NAME=value`
  /// @param out the child's standard output, `errors` its standard error
  /// @return its process id
  static int spawn(
      MemorySegment state, List<String> command, List<String> environment, int out, int errors)
      throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(OPAQUE, 16);
      MemorySegment attributes = arena.allocate(OPAQUE, 16);
      MemorySegment all = arena.allocate(SIGNAL_SET, 8).fill((byte) 0xff);
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment file = arena.allocateFrom(command.getFirst());
      check((int) ACTIONS.invokeExact(state, actions));
      check((int) ATTRIBUTES.invokeExact(state, attributes));
      try {
        MemorySegment nothing = arena.allocateFrom("/dev/null");
        check((int) OPEN.invokeExact(state, actions, 0, nothing, 0, 0));
        check((int) DUPLICATE.invokeExact(state, actions, out, 1));
        check((int) DUPLICATE.invokeExact(state, actions, errors, 2));
        check((int) CLOSE_FROM.invokeExact(state, actions, 3));
        check((int) DIRECTORY.invokeExact(state, actions, arena.allocateFrom("/")));
        // The signal mask of fresh attributes is empty.
        short flags = SETSIGDEF | SETSIGMASK | SETSID;
        check((int) FLAGS.invokeExact(state, attributes, flags));
        check((int) DEFAULTS.invokeExact(state, attributes, all));
        MemorySegment arguments = strings(arena, command);
        MemorySegment variables = strings(arena, environment);
        check((int) SPAWN.invokeExact(state, pid, file, actions, attributes, arguments, variables));
        return pid.get(JAVA_INT, 0);
      } finally {
        int _ = (int) END_ACTIONS.invokeExact(state, actions);
        int _ = (int) END_ATTRIBUTES.invokeExact(state, attributes);
      }
    } catch (Throwable e) {
      throw SystemCalls.rethrow(e);
    }
  }

  /// An array of pointers that ends with a null one.
  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  /// These functions return the error number.
  private static void check(int errno) throws SystemCallException {
    if (errno != 0) {
      throw new SystemCallException("posix_spawn", errno);
    }
  }
}
