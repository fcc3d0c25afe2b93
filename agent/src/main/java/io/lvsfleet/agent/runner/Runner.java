package io.lvsfleet.agent.runner;

import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.runner.RunResult.Output;
import io.lvsfleet.agent.runner.ScriptDirectory.RefusedException;
import io.lvsfleet.agent.sys.Child;
import io.lvsfleet.agent.sys.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Runs programs, so many at a time and each with its limits. Nothing of them lives longer than
/// they may.
///
/// A platform thread `run-N` of its own waits for each; `strays` ends what they leave behind.
final class Runner implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Runner.class.getName());

  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final int ERROR_LIMIT = 1024;

  /// How long a killed program may take to be gone: it may be inside the kernel.
  private static final Duration DYING = Duration.ofSeconds(2);

  private static final Duration SWEEP = Duration.ofMillis(500);
  private static final int STACK = 256 * 1024;

  private final Map<RunRequest.Place, ScriptDirectory> places;
  private final int concurrent;
  private final Semaphore turns;
  private final ThreadPoolExecutor threads;
  private final Strays strays;
  private final Semaphore untidy = new Semaphore(0);
  private final Thread sweeper;
  private final AtomicLong lastMark = new AtomicLong(System.nanoTime());

  /// @param concurrent so many programs at a time
  Runner(
      Map<RunRequest.Place, ScriptDirectory> places, int concurrent, Strays.Emergency emergency) {
    this.strays = new Strays(emergency);
    this.places = Map.copyOf(places);
    this.concurrent = concurrent;
    this.turns = new Semaphore(concurrent, true);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            concurrent,
            concurrent,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // never more than turns
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .stackSize(STACK)
                    .name("run-" + number.incrementAndGet())
                    .unstarted(task));
    // Before programs can have used up what processes this user may have.
    this.threads.prestartAllCoreThreads();
    this.sweeper = Thread.ofPlatform().daemon().name("strays").start(this::sweep);
  }

  /// Waits for a turn, then for the program.
  RunResult run(RunRequest request) throws InterruptedException {
    ScriptDirectory directory = places.get(request.place());
    if (directory == null) {
      return new RunResult.Refused("there is no directory for such programs");
    }
    if (!turns.tryAcquire(request.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return new RunResult.Refused(
          "there was no turn within "
              + request.timeout().toMillis()
              + " ms: "
              + concurrent
              + " other programs run");
    }
    try {
      Path program = directory.program(request.name());
      return threads.submit(() -> run(program, request)).get();
    } catch (RefusedException e) {
      return new RunResult.Refused(String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      LOG.log(WARNING, "while running " + request.name(), e.getCause());
      return new RunResult.Refused("the runner failed itself: " + e.getCause());
    } finally {
      turns.release();
    }
  }

  private RunResult run(Path program, RunRequest request) {
    String mark = Long.toHexString(lastMark.incrementAndGet());
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(request.arguments());
    List<String> environment = List.of(PATH, "LC_ALL=C", Strays.MARK + mark);
    long begun = System.nanoTime();
    int massacres = strays.massacres();
    try (Child child =
        strays.start(
            mark, () -> new Child(command, environment, request.outputLimit(), ERROR_LIMIT))) {
      try {
        RunResult result = await(child, request, begun);
        return massacres == strays.massacres()
            ? result
            : new RunResult.Refused("the runner ended all programs because one multiplied");
      } finally {
        strays.ended(mark, child);
        untidy.release();
      }
    } catch (SystemCallException e) {
      return new RunResult.Refused(program + " cannot be started: " + e.getMessage());
    }
  }

  private RunResult await(Child child, RunRequest request, long begun) throws SystemCallException {
    Optional<Child.End> end = child.await(request.timeout());
    if (end.isEmpty()) {
      child.kill();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      Optional<Child.End> killed = child.await(DYING);
      if (killed.isEmpty()) {
        LOG.log(WARNING, "process {0} of {1} cannot be ended", child.pid(), request.name());
      }
      return new RunResult.TimedOut(output(child, took));
    }
    Output output = output(child, Duration.ofNanos(System.nanoTime() - begun));
    return switch (end.get()) {
      case Child.End.Exited(int status) -> new RunResult.Exited(status, output);
      case Child.End.Signalled(int signal) -> new RunResult.Signalled(signal, output);
    };
  }

  private static Output output(Child child, Duration took) {
    return new Output(
        new String(child.output(), StandardCharsets.UTF_8),
        child.cut(),
        new String(child.errors(), StandardCharsets.UTF_8),
        took);
  }

  private void sweep() {
    try {
      while (true) {
        untidy.acquire();
        untidy.drainPermits();
        strays.sweep();
        Thread.sleep(SWEEP);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// How many more may run.
  int free() {
    return turns.availablePermits();
  }

  @Override
  public void close() {
    sweeper.interrupt();
    threads.shutdownNow();
  }
}
