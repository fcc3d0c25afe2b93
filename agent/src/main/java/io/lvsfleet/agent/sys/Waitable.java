package io.lvsfleet.agent.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;

/// Something a thread can wait for.
public interface Waitable {

  /// Waits until one of them can be read, or the time is over. A signal ends the wait too.
  static void await(Collection<? extends Waitable> all, Duration timeout)
      throws SystemCallException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment entries =
          call.allocate((long) Math.max(1, all.size()) * SystemCalls.POLL_ENTRY, 4);
      int at = 0;
      for (Waitable one : all) {
        entries.set(JAVA_INT, at, one.descriptor());
        entries.set(JAVA_SHORT, at + 4, (short) 1); // POLLIN
        at += SystemCalls.POLL_ENTRY;
      }
      // Rounded up: to wake a moment too early would be to wake twice.
      long milliseconds = Math.clamp((timeout.toNanos() + 999_999) / 1_000_000, 0, 60_000);
      SystemCalls.poll(
          call.allocate(SystemCalls.stateLayout()), entries, all.size(), (int) milliseconds);
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EINTR) {
        throw e;
      }
    }
  }

  int descriptor();
}
