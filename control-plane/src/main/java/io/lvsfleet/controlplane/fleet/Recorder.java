package io.lvsfleet.controlplane.fleet;

import io.lvsfleet.controlplane.agents.AgentDirectory;
import io.lvsfleet.controlplane.agents.AgentEvent;
import io.lvsfleet.controlplane.agents.AgentFacts;
import io.lvsfleet.model.NodeId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes to the directory on a thread of its own, in order: a slow or absent database must not
/// delay what one agent's report means to another. The queue is bounded; what does not fit is
/// counted and told in the log.
final class Recorder implements AgentDirectory, AutoCloseable {

  static final int CAPACITY = 10_000;

  private static final Logger LOG = System.getLogger(Recorder.class.getName());
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final AgentDirectory directory;
  private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closing;
  private final Thread thread;

  Recorder(AgentDirectory directory) {
    this.directory = directory;
    this.thread = Thread.ofVirtual().name("fleet-recorder").start(this::run);
  }

  @Override
  public void connected(NodeId node, AgentFacts facts) {
    add(() -> directory.connected(node, facts));
  }

  @Override
  public void disconnected(NodeId node, String reason) {
    add(() -> directory.disconnected(node, reason));
  }

  @Override
  public void happened(NodeId node, AgentEvent event) {
    add(() -> directory.happened(node, event));
  }

  private void add(Runnable entry) {
    if (!queue.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        Runnable entry = queue.poll(200, TimeUnit.MILLISECONDS);
        if (entry != null) {
          write(entry);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.log(Level.WARNING, "{0} entries about agents were not written", queue.size());
    }
  }

  private void write(Runnable entry) {
    try {
      entry.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an entry about an agent was not written", e);
    }
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      LOG.log(Level.WARNING, "{0} entries about agents were dropped: the store is too slow", lost);
    }
  }

  /// Writes what is waiting, for a few seconds at most.
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
