package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.ERROR;

import java.util.Set;

/// What becomes of a thread that nobody catches: without one of these the program would go on and
/// be none, so it ends, and systemd starts a sound one. The kernel stays as it is, but for the
/// addresses of VRRP, which end by their lease.
final class CoreThreads {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  private static final Set<String> CORE =
      Set.of("main", "vrrp", "vrrp-attendant", "session", "watcher");

  private CoreThreads() {}

  static void watch() {
    Thread.setDefaultUncaughtExceptionHandler(CoreThreads::uncaught);
  }

  private static void uncaught(Thread thread, Throwable thrown) {
    if (ends(thread, thrown)) {
      end(thrown);
    } else {
      LOG.log(ERROR, "thread " + thread.getName() + " ended", thrown);
    }
  }

  /// A probe is one of ten thousand and ends alone.
  static boolean ends(Thread thread, Throwable thrown) {
    return thrown instanceof Error && !thread.isVirtual() && CORE.contains(thread.getName());
  }

  /// Not by `System.exit`: a hook waits for threads that may be no more.
  static void end(Throwable thrown) {
    try {
      System.err.println("lvs-agent: thread " + Thread.currentThread().getName() + ": " + thrown);
      thrown.printStackTrace();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }
}
