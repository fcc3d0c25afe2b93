package io.lvsfleet.controlplane.audit;

import io.lvsfleet.controlplane.watch.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/// Writes what was answered on a thread of its own: an event loop must not wait for the database.
/// While that is away entries wait, so many at most; what does not fit is counted and told in the
/// log, which has a line of each anyway.
public final class AuditRecorder implements AutoCloseable {

  static final int CAPACITY = 10_000;

  private static final Logger LOG = Logger.getLogger(AuditRecorder.class);
  private static final int BATCH = 200;
  private static final Duration TURN = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final AuditLog log;
  private final BlockingQueue<AuditEntry> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final Signal closing = new Signal();
  private volatile boolean isClosed;

  public AuditRecorder(AuditLog log) {
    this.log = log;
  }

  public void answered(AuditEntry entry) {
    if (!queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  /// Writes until it is closed and nothing waits any more; for a thread of its own.
  public void run() throws InterruptedException {
    List<AuditEntry> batch = new ArrayList<>();
    while (!isClosed || !queue.isEmpty()) {
      AuditEntry first = queue.poll(TURN.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        continue;
      }
      batch.add(first);
      queue.drainTo(batch, BATCH - 1);
      write(batch);
      batch.clear();
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        LOG.warnf("%d audit entries were lost: the database is too slow or away", lost);
      }
    }
  }

  private void write(List<AuditEntry> batch) throws InterruptedException {
    boolean isWaiting = false;
    while (true) {
      try {
        log.answered(batch);
        return;
      } catch (RuntimeException e) {
        if (isClosed) {
          LOG.warnf("%d audit entries were not written: %s", batch.size(), e.getMessage());
          return;
        }
        if (!isWaiting) {
          LOG.warnf("audit entries cannot be written, they wait: %s", e.getMessage());
        }
        isWaiting = true;
        closing.await(PAUSE);
      }
    }
  }

  /// Ends once what waits was written or has failed once more.
  @Override
  public void close() {
    isClosed = true;
    closing.raise();
  }
}
