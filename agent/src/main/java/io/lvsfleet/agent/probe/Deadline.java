package io.lvsfleet.agent.probe;

import java.net.SocketTimeoutException;
import java.time.Duration;

/// When a probe has to be over, whatever it does until then: somebody who sends a byte a second
/// gets no second more.
final class Deadline {

  private final long start = System.nanoTime();
  private final Duration timeout;

  private Deadline(Duration timeout) {
    this.timeout = timeout;
  }

  static Deadline in(Duration timeout) {
    return new Deadline(timeout);
  }

  Duration timeout() {
    return timeout;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  boolean passed() {
    return left() <= 0;
  }

  /// For a call that takes 0 for "for ever".
  ///
  /// @throws SocketTimeoutException when nothing is left
  int leftMillis() throws SocketTimeoutException {
    long left = left();
    if (left <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    // Rounded up, so that a timer that fires finds the deadline passed.
    return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
  }

  /// Virtual threads share their carrier only where they wait or yield: whoever computes long says
  /// where others may go on.
  @SuppressWarnings("ThreadPriorityCheck") // relies on nothing: others are merely sooner
  static void letOthersRun() {
    Thread.yield();
  }

  private long left() {
    return timeout.toNanos() - (System.nanoTime() - start);
  }
}
