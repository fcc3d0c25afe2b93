package io.lvsfleet.agent.app;

import io.lvsfleet.agent.vrrp.Group;
import io.lvsfleet.agent.vrrp.GroupMachine;
import io.lvsfleet.agent.vrrp.VrrpConfig;
import io.lvsfleet.agent.vrrp.VrrpEffect;
import io.lvsfleet.agent.vrrp.VrrpEvent;
import io.lvsfleet.agent.vrrp.VrrpNetwork;
import io.lvsfleet.agent.vrrp.VrrpStep;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Tracker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The thread that owns VRRP: its sockets, its timers and the addresses that follow it. What others
/// want of it stands in volatile fields, what it has to say too; it takes no lock, touches no disk
/// and waits for nobody but the kernel.
final class VrrpThread implements AutoCloseable {

  /// How soon it sees what others want of it.
  private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

  /// After something went wrong that nobody thought of.
  private static final Duration RECOVERY = Duration.ofSeconds(1);

  /// Lines nobody has written down yet. What does not fit is counted: the thread does not wait.
  private static final int LINES = 256;

  private final VrrpNetwork.Opener opener;
  private final InstantSource clock;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  private volatile Wish wish = Wish.NOTHING;
  private volatile Set<Tracker.Subject> down = Set.of();
  private volatile boolean stopping;
  private volatile @Nullable FailoverStatus status;
  private volatile Duration longestPause = Duration.ZERO;
  private volatile boolean realTime;

  VrrpThread(VrrpNetwork.Opener opener, InstantSource clock) {
    this(opener, clock, CoreThreads::end);
  }

  /// @param fatal what an error ends in that leaves no sound program behind
  VrrpThread(VrrpNetwork.Opener opener, InstantSource clock, Consumer<Throwable> fatal) {
    this.opener = opener;
    this.clock = clock;
    this.thread =
        Thread.ofPlatform()
            .name("vrrp")
            .daemon()
            .uncaughtExceptionHandler((_, error) -> fatal.accept(error))
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// @param config null: no part in VRRP
  /// @param plain addresses this director is to have without VRRP
  /// @param holding whether it had those of VRRP without it until now
  record Wish(@Nullable VrrpConfig config, SortedSet<LocalAddress> plain, boolean holding) {
    static final Wish NOTHING = new Wish(null, Sorted.set(), false);

    Wish {
      plain = Sorted.set(plain);
    }
  }

  /// Any thread.
  void want(Wish newest) {
    wish = newest;
  }

  /// What is down of that which is tracked, apart from interfaces. Any thread.
  void tracked(Set<Tracker.Subject> subjects) {
    down = Set.copyOf(subjects);
  }

  /// Null before it takes part.
  @Nullable FailoverStatus status() {
    return status;
  }

  /// What it has to say and nobody has taken yet.
  List<String> takeLines() {
    List<String> taken = new ArrayList<>();
    lines.drainTo(taken);
    long count = lost.getAndSet(0);
    if (count > 0) {
      taken.add(count + " more lines of VRRP were lost");
    }
    return taken;
  }

  private void say(String line) {
    if (!lines.offer(line)) {
      lost.incrementAndGet();
    }
  }

  private void run() {
    boolean firstTime = true;
    while (!stopping) {
      Wish now = wish;
      VrrpConfig config = now.config();
      if (config == null) {
        firstTime = true;
        status = null;
        sleep(LONGEST_WAIT);
        continue;
      }
      try (VrrpNetwork network = opener.open(this::say)) {
        boolean holding = firstTime && now.holding();
        firstTime = false;
        new Part(network, config, holding).take();
      } catch (RuntimeException e) {
        // The addresses end by their lease; what was master begins again as a backup, and is
        // neither until then.
        status = null;
        say("VRRP failed and begins anew: " + e);
        sleep(RECOVERY);
      }
    }
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// From the moment it takes part to the moment it does not.
  private final class Part {
    private final VrrpNetwork network;
    private VrrpConfig config;
    private Set<Tracker.Subject> seen = Set.of();
    private Group group;

    Part(VrrpNetwork network, VrrpConfig config, boolean holding) {
      this.network = network;
      this.config = config;
      this.group = GroupMachine.start(config, clock.instant(), holding);
    }

    void take() {
      String refused = network.claimRealTime();
      realTime = refused == null;
      say(
          refused == null
              ? "VRRP has real-time priority"
              : "VRRP goes on without real-time priority: " + refused);
      network.serve(config.failover().instances().values());
      while (!stopping && wish.config() != null) {
        heed();
        List<VrrpEvent> events = network.await(timeout());
        notePause();
        events.forEach(this::happens);
        Instant due = group.promised();
        if (due != null && !clock.instant().isBefore(due)) {
          happens(new VrrpEvent.Tick());
        }
        status = group.status(realTime, longestPause);
      }
      Wish last = wish;
      boolean forGood = last.config() == null;
      happens(new VrrpEvent.Stopped(forGood, last.plain()));
      status = forGood ? null : group.status(realTime, longestPause);
    }

    private void heed() {
      VrrpConfig newest = wish.config();
      if (newest != null && !newest.equals(config)) {
        config = newest;
        network.serve(newest.failover().instances().values());
        happens(new VrrpEvent.Configured(newest));
      }
      Set<Tracker.Subject> readings = down;
      if (!readings.equals(seen)) {
        seen = readings;
        happens(new VrrpEvent.Tracked(readings));
      }
    }

    private Duration timeout() {
      Instant due = group.promised();
      if (due == null) {
        return LONGEST_WAIT;
      }
      Duration left = Duration.between(clock.instant(), due);
      return left.isNegative()
          ? Duration.ZERO
          : left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
    }

    private void notePause() {
      Instant due = group.promised();
      if (due != null) {
        Duration late = Duration.between(due, clock.instant());
        if (late.compareTo(longestPause) > 0) {
          longestPause = late;
        }
      }
    }

    private void happens(VrrpEvent event) {
      Group before = group;
      VrrpStep step = GroupMachine.step(group, event, clock.instant());
      group = step.next();
      for (VrrpEffect effect : step.effects()) {
        network.perform(effect);
      }
      if (before.state() != group.state()) {
        say("VRRP: " + before.state() + " -> " + group.state() + ": " + group.reason());
      }
    }
  }

  /// Lets go of everything, and returns when that is done.
  @Override
  public void close() {
    stopping = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
