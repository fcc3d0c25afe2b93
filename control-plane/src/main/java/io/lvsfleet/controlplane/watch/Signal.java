package io.lvsfleet.controlplane.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Something happened. Raising it many times before anybody waits is as good as once.
public final class Signal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = lock.newCondition();
  private boolean isRaised;

  public void raise() {
    lock.lock();
    try {
      isRaised = true;
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it is raised, at most so long, and lowers it.
  ///
  /// @return what is left of that time
  public Duration await(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!isRaised && left > 0) {
        left = condition.awaitNanos(left);
      }
      isRaised = false;
      return Duration.of(Math.max(0, left), TimeUnit.NANOSECONDS.toChronoUnit());
    } finally {
      lock.unlock();
    }
  }
}
