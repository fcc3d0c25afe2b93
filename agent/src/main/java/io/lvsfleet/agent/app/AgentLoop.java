package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.ERROR;

import io.lvsfleet.agent.core.Agent;
import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Effect;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.Step;
import io.lvsfleet.agent.core.port.ControlPlane;
import io.lvsfleet.agent.core.port.Firewall;
import io.lvsfleet.agent.core.port.IpvsStatistics;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.reconcile.Facet;
import io.lvsfleet.reconcile.Ledger;
import io.lvsfleet.reconcile.OperationOutcome;
import io.lvsfleet.reconcile.OperationOutcome.Failed;
import io.lvsfleet.reconcile.Plan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The one place where the pure agent meets the world. The thread that calls [#run] owns the state,
/// the kernel and the files; all others only [#post].
public final class AgentLoop {

  private static final System.Logger LOG = System.getLogger(AgentLoop.class.getName());

  /// Events that wait. Posting to a full mailbox waits as well: a session that is too fast is
  /// slowed down, and a probe's thread has nothing better to do.
  private static final int MAILBOX = 4096;

  /// Timers are not finer than this, so that checks that are due nearly together start together.
  private static final Duration TICK = Duration.ofMillis(20);

  /// A sleep is bounded, so that no mistake in a timer can stop the agent.
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

  private sealed interface Mail {
    record Post(Event event) implements Mail {}

    record Stop() implements Mail {}
  }

  private final BlockingQueue<Mail> mailbox = new ArrayBlockingQueue<>(MAILBOX);
  private final Observer observer;
  private final Executor executor;
  private final StateFile stateFile;
  private final LedgerFile ledgerFile;
  private final Prober prober;
  private final Watcher watcher;
  private final MonotonicClock clock;
  private final Chronicle chronicle = new Chronicle();
  private final SysctlWatch sysctls;

  /// What could not be written and has to be tried again.
  private @Nullable Memory unsaved;

  /// What is on disk, and how far the clock on the wall was ahead of ours when it was written.
  private Memory saved = Memory.NONE;

  private Duration savedBehind = Duration.ZERO;

  /// For other threads to read; who waits for a change waits for this lock.
  private final Object publishing = new Object();

  private volatile AgentState published = Agent.blank();
  private final List<Consumer<OperationOutcome>> watching = new CopyOnWriteArrayList<>();

  /// Whether nothing may be changed, whatever anybody decides.
  private boolean readOnly;

  /// @param statistics asked on a thread of its own, as is the firewall
  public AgentLoop(
      Kernel kernel,
      StateFile stateFile,
      LedgerFile ledgerFile,
      Prober prober,
      IpvsStatistics statistics,
      Firewall firewall,
      MonotonicClock clock) {
    this.observer = new Observer(kernel);
    this.executor = new Executor(kernel, this::tell);
    this.stateFile = stateFile;
    this.ledgerFile = ledgerFile;
    this.prober = prober;
    this.watcher = new Watcher(statistics, firewall, this::post);
    this.clock = clock;
    this.sysctls = new SysctlWatch(kernel.sysctls());
  }

  /// Hands an event over. Any thread.
  public void post(Event event) {
    deliver(new Mail.Post(event));
  }

  /// Makes [#run] return after what it is doing. Any thread. The kernel stays as it is.
  public void stop() {
    deliver(new Mail.Stop());
  }

  private void deliver(Mail mail) {
    try {
      mailbox.put(mail);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the agent knows now. Any thread.
  public AgentState state() {
    return published;
  }

  /// Waits until what the agent knows is so. Any thread but the loop's own.
  ///
  /// @return whether it became so in time
  boolean await(Predicate<AgentState> wanted, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (publishing) {
      while (!wanted.test(published)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(publishing, left);
      }
      return true;
    }
  }

  /// Until it is closed.
  interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  /// From now on the listener is told of each operation, on the loop's thread.
  Watching watch(Consumer<OperationOutcome> listener) {
    watching.add(listener);
    return () -> watching.remove(listener);
  }

  private void tell(OperationOutcome outcome) {
    chronicle.operation(outcome);
    watching.forEach(listener -> listener.accept(outcome));
  }

  /// Runs until [#stop].
  public void run(Event.Started started, ControlPlane controlPlane) throws InterruptedException {
    readOnly = started.mode() == Event.Mode.OBSERVING;
    try (watcher) {
      AgentState state = turn(Agent.blank(), started, controlPlane);
      loop(state, controlPlane);
    }
  }

  private void loop(AgentState begun, ControlPlane controlPlane) throws InterruptedException {
    AgentState state = begun;
    while (true) {
      Mail mail = mailbox.poll(sleep(state).toNanos(), TimeUnit.NANOSECONDS);
      switch (mail) {
        case null -> state = turn(state, new Event.Tick(), controlPlane);
        case Mail.Post post -> state = turn(state, post.event(), controlPlane);
        case Mail.Stop _ -> {
          return;
        }
      }
      if (sysctls.changed(Agent.ownSysctls(state), clock.instant())) {
        Event changed = new Event.KernelChanged(Sorted.set(Set.of(Facet.SYSCTLS)));
        state = turn(state, changed, controlPlane);
      }
    }
  }

  private Duration sleep(AgentState state) {
    Instant now = clock.instant();
    Instant wake = Agent.nextWake(state);
    if (!Agent.ownSysctls(state).isEmpty() && sysctls.next().isBefore(wake)) {
      wake = sysctls.next();
    }
    if (wake.isAfter(now.plus(LONGEST_SLEEP))) {
      return LONGEST_SLEEP;
    }
    Duration left = Duration.between(now, wake);
    return left.compareTo(TICK) < 0 ? TICK : left;
  }

  /// An event and all that follows from it without anybody else.
  private AgentState turn(AgentState state, Event first, ControlPlane controlPlane) {
    Deque<Event> events = new ArrayDeque<>(List.of(first));
    AgentState current = state;
    while (!events.isEmpty()) {
      Event event = events.remove();
      Step step = Agent.step(current, event, clock.instant());
      chronicle.step(current, event, step);
      current = step.next();
      publish(current);
      for (Effect effect : step.effects()) {
        perform(effect, events, controlPlane);
      }
    }
    if (unsaved != null && first instanceof Event.Tick) {
      persist(unsaved);
    } else if (!saved.equals(Memory.NONE) && clockWasSet()) {
      persist(saved);
    }
    return current;
  }

  private void publish(AgentState state) {
    synchronized (publishing) {
      published = state;
      publishing.notifyAll();
    }
  }

  private void perform(Effect effect, Deque<Event> events, ControlPlane controlPlane) {
    switch (effect) {
      case Effect.Observe observe -> events.add(observer.observe(observe.scope()));
      case Effect.Execute execute -> events.add(new Event.PlanExecuted(execute(execute.plan())));
      case Effect.PersistState persist -> persist(persist.memory());
      case Effect.PersistLedger persist -> persist(persist.ledger());
      case Effect.Send send -> controlPlane.send(send.message());
      case Effect.ReadStatistics _ -> watcher.readStatistics();
      case Effect.Inspect inspect -> watcher.inspect(inspect.wanted());
      case Effect.Probe probe ->
          prober.probe(
              probe.spec(),
              outcome -> post(new Event.ProbeFinished(probe.check(), probe.spec(), outcome)));
    }
  }

  /// Nothing is done whose intent is not on disk: after a crash it would look foreign. What claims
  /// nothing new is done on a full disk too: a server that failed must not stay in service for
  /// that.
  private List<OperationOutcome> execute(Plan plan) {
    if (readOnly) {
      return refused(plan, "EROFS", "this agent changes nothing");
    }
    try {
      ledgerFile.write(plan.intent());
    } catch (IOException e) {
      if (ledgerFile.covers(plan.intent())) {
        LOG.log(ERROR, "the ledger cannot be written; what is on disk claims more", e);
        return executor.execute(plan);
      }
      String message = "the ledger cannot be written, so nothing is changed: " + e.getMessage();
      LOG.log(ERROR, message);
      return refused(plan, "EIO", message);
    }
    return executor.execute(plan);
  }

  private static List<OperationOutcome> refused(Plan plan, String errno, String message) {
    return plan.operations().stream()
        .map(operation -> (OperationOutcome) new Failed(operation, errno, message))
        .toList();
  }

  private boolean clockWasSet() {
    return clock.behindWall().minus(savedBehind).abs().compareTo(Duration.ofSeconds(1)) > 0;
  }

  /// The next agent begins with the time on the wall: what an order has left is to be the same
  /// then.
  private void persist(Memory memory) {
    try {
      Duration behind = clock.behindWall();
      stateFile.write(memory.later(behind));
      saved = memory;
      savedBehind = behind;
      unsaved = null;
    } catch (IOException e) {
      unsaved = memory;
      LOG.log(ERROR, "the state cannot be written; a restart would begin from an older one", e);
    }
  }

  /// The intent on disk claims at least as much, so a failure costs nothing but its report.
  private void persist(Ledger ledger) {
    try {
      ledgerFile.write(ledger);
    } catch (IOException e) {
      LOG.log(ERROR, "the ledger cannot be written", e);
    }
  }
}
