package io.lvsfleet.agent.sys;

import java.lang.foreign.Arena;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Network namespaces (network_namespaces(7)) that nobody else sees.
public final class NetworkNamespace {

  private static final int CLONE_NEWNET = 0x4000_0000;

  private NetworkNamespace() {}

  /// Runs a task on a thread of its own in a new, empty namespace. The namespace is gone with the
  /// thread, once all sockets made in it are closed.
  ///
  /// @throws SystemCallException `EPERM` without CAP_SYS_ADMIN; the task has not run then
  /// @throws ExecutionException what the task threw
  public static <T> T inThrowAway(String threadName, Callable<T> task)
      throws SystemCallException, ExecutionException, InterruptedException {
    FutureTask<T> inside =
        new FutureTask<>(() -> {
          try (Arena arena = Arena.ofConfined()) {
            SystemCalls.unshare(arena.allocate(SystemCalls.stateLayout()), CLONE_NEWNET);
          }
          return task.call();
        });
    // A platform thread: a virtual one would leave its carrier in the namespace.
    Thread.ofPlatform().name(threadName).daemon().start(inside);
    try {
      return inside.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SystemCallException refused && refused.call().equals("unshare")) {
        throw refused;
      }
      throw e;
    }
  }
}
