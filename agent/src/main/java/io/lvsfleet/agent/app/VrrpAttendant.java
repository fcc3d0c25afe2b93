package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Failovers;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.KernelRoutes;
import io.lvsfleet.agent.kernel.KernelVrrp;
import io.lvsfleet.agent.vrrp.VrrpConfig;
import io.lvsfleet.model.Failover;
import io.lvsfleet.model.FailoverStatus;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.Prefix;
import io.lvsfleet.model.Tracker;
import io.lvsfleet.model.Tracker.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Between the agent's loop and VRRP's thread, so that neither waits for the other: carries what is
/// wanted and what is tracked there, and what it says back. May take its time.
final class VrrpAttendant implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration TRACKING = Duration.ofSeconds(1);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /// How often counters alone are told.
  private static final Duration COUNTERS = Duration.ofSeconds(30);

  private final AgentLoop loop;
  private final InstantSource clock;
  private final VrrpThread vrrp;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private boolean begun;

  /// What this director held before VRRP began, while nothing was left to VRRP.
  private Set<LocalAddress> held = Set.of();

  private Set<Subject> outside = Set.of();
  private Instant tracked = Instant.MIN;
  private @Nullable FailoverStatus told;
  private Instant toldAt = Instant.EPOCH;

  VrrpAttendant(AgentLoop loop, InstantSource clock) {
    this.loop = loop;
    this.clock = clock;
    this.vrrp =
        new VrrpThread(
            problems -> {
              try {
                return KernelVrrp.open(problems);
              } catch (KernelException e) {
                throw new UncheckedIOException(new IOException(e));
              }
            },
            clock);
    this.thread = Thread.ofPlatform().name("vrrp-attendant").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        attendSafely();
      } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Without it VRRP would go on with what was wanted last, for ever.
  private void attendSafely() {
    try {
      attend();
    } catch (RuntimeException e) {
      LOG.log(WARNING, "what VRRP is told and says is late", e);
    }
  }

  private void attend() {
    AgentState state = loop.state();
    Failover failover = Failovers.wanted(state);
    VrrpConfig config =
        failover == null ? null : new VrrpConfig(failover, Failovers.announcing(state));
    if (failover == null) {
      held = Failovers.heldPlainly(state);
    }
    boolean holding = failover != null && held.containsAll(failover.addresses());
    vrrp.want(new VrrpThread.Wish(config, Failovers.plain(state), holding));
    if (failover != null && !begun) {
      begun = true;
      vrrp.start();
    }
    if (!begun) {
      return;
    }
    if (failover != null) {
      Set<Subject> down = new HashSet<>(Failovers.down(state));
      down.addAll(outside(failover));
      vrrp.tracked(down);
    }
    speak();
    FailoverStatus status = vrrp.status();
    Instant now = clock.instant();
    boolean counted = !now.isBefore(toldAt.plus(COUNTERS)) && !Objects.equals(status, told);
    if (differs(status) || counted) {
      told = status;
      toldAt = now;
      loop.post(new Event.FailoverSeen(status));
    }
  }

  private void speak() {
    vrrp.takeLines().forEach(line -> LOG.log(INFO, line));
  }

  /// Whether more than counters is.
  private boolean differs(@Nullable FailoverStatus status) {
    if (status == null || told == null) {
      return (status == null) != (told == null);
    }
    FailoverStatus before = told;
    return !status.transitions().equals(before.transitions())
        || status.state() != before.state()
        || !status.down().equals(before.down())
        || !Objects.equals(status.handover(), before.handover())
        || !status.instances().keySet().equals(before.instances().keySet())
        || status.instances().entrySet().stream()
            .anyMatch(entry -> {
              var was = Objects.requireNonNull(before.instances().get(entry.getKey()));
              var is = entry.getValue();
              boolean newDiscard = (is.lastDiscard() == null) != (was.lastDiscard() == null);
              return newDiscard
                  || is.priority() != was.priority()
                  || !Objects.equals(is.master(), was.master());
            });
  }

  /// What is tracked beyond the agent's own sight and down; looked at once a second.
  private Set<Subject> outside(Failover failover) {
    Instant now = clock.instant();
    if (now.isBefore(tracked.equals(Instant.MIN) ? now : tracked.plus(TRACKING))) {
      return outside;
    }
    tracked = now;
    Set<Subject> down = new HashSet<>();
    for (Tracker tracker : failover.trackers()) {
      if (!isUp(tracker.subject())) {
        down.add(tracker.subject());
      }
    }
    outside = down;
    return down;
  }

  private static boolean isUp(Subject subject) {
    return switch (subject) {
      case Subject.NoFile(String path) -> !Files.exists(Path.of(path));
      case Subject.LivingProcess(String pidFile) -> lives(Path.of(pidFile));
      case Subject.RouteTo(Prefix destination) -> isRouted(destination);
      case Subject.Interface _, Subject.IpvsProgrammable _, Subject.Quorum _ -> true;
    };
  }

  /// A file that cannot be read names no process.
  private static boolean lives(Path pidFile) {
    try {
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    } catch (IOException | NumberFormatException _) {
      return false;
    }
  }

  private static boolean isRouted(Prefix destination) {
    KernelRoutes routes = null;
    try {
      routes = new KernelRoutes();
      return routes.leadsTo(destination);
    } catch (KernelException e) {
      LOG.log(WARNING, "cannot track {0}: {1}", destination, e.getMessage());
      return true; // not to know is no reason to step back
    } finally {
      if (routes != null) {
        routes.close();
      }
    }
  }

  /// Lets go of what VRRP holds, and returns when that is done. The attendant itself may be looking
  /// at a file of a server that is gone: nobody waits for it.
  @Override
  public void close() {
    closed.countDown();
    vrrp.close();
    try {
      thread.join(LAST_WORDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    speak();
  }
}
