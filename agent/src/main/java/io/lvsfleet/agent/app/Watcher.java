package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.KernelState;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what takes long and no plan waits for: counters of a large table, other people's packet
/// filters. It has a thread of its own, `watcher`, and the connections behind its ports are its own
/// too.
final class Watcher implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Watcher.class.getName());

  private final IpvsStatistics statistics;
  private final Firewall firewall;
  private final Consumer<Event> events;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(), // at most one reading of counters and one inspection
          Thread.ofPlatform().name("watcher").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy()); // after close

  /// The newest state to be inspected; null when none waits.
  private final AtomicReference<@Nullable KernelState> uninspected = new AtomicReference<>();

  private String lastTrouble = "";

  /// @param events takes what was read, on the watcher's thread
  Watcher(IpvsStatistics statistics, Firewall firewall, Consumer<Event> events) {
    this.statistics = statistics;
    this.firewall = firewall;
    this.events = events;
  }

  /// Answered by one [Event.StatisticsRead] whatever happens: no other is asked for before it.
  void readStatistics() {
    thread.execute(() -> {
      Event.StatisticsRead read = new Event.StatisticsRead(null);
      try {
        read = new Event.StatisticsRead(statistics.statistics());
      } catch (KernelException e) {
        trouble("cannot read counters: " + e.getMessage());
      } finally {
        events.accept(read);
      }
    });
  }

  /// Answered by [Event.Found] for the newest state, unless the filters cannot be read.
  void inspect(KernelState wanted) {
    if (uninspected.getAndSet(wanted) == null) {
      thread.execute(this::inspectNewest);
    }
  }

  private void inspectNewest() {
    KernelState wanted = uninspected.getAndSet(null);
    if (wanted == null) {
      return;
    }
    try {
      events.accept(new Event.Found(List.copyOf(firewall.findings(wanted))));
    } catch (KernelException e) {
      trouble("cannot look at packet filters: " + e.getMessage());
    }
  }

  /// Once, however often it is tried.
  private void trouble(String words) {
    if (!words.equals(lastTrouble)) {
      lastTrouble = words;
      LOG.log(WARNING, words);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
