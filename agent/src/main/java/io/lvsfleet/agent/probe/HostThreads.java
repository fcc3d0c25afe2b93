package io.lvsfleet.agent.probe;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Platform threads for probes that may be held in foreign calls or on a dead file system.
///
/// A thread that is held longer than its probe's time is left behind and keeps its permit, so that
/// a dead file server takes no more than those of its kind, and never those of another. A question
/// whose thread still hangs gets no second one.
final class HostThreads {

  /// So that a probe that keeps its time itself tells what it saw.
  private static final Duration GRACE = Duration.ofMillis(50);

  /// What is waited for; each has permits of its own.
  enum Kind {
    /// Servers, each for as long as its time-out.
    CONNECT(1024),
    /// This node's kernel.
    LISTEN(32),
    FILE(32);

    private final int most;

    Kind(int most) {
      this.most = most;
    }
  }

  private final ThreadFactory threads;
  private final Semaphore connects = new Semaphore(Kind.CONNECT.most);
  private final Semaphore listens = new Semaphore(Kind.LISTEN.most);
  private final Semaphore files = new Semaphore(Kind.FILE.most);
  private final Set<Question> held = ConcurrentHashMap.newKeySet();

  HostThreads(ThreadFactory threads) {
    this.threads = threads;
  }

  static Kind kind(Probe probe) {
    return switch (probe) {
      case Probe.Listen _ -> Kind.LISTEN;
      case Probe.FileContent _ -> Kind.FILE;
      case Probe.Tcp _,
          Probe.Tls _,
          Probe.Http _,
          Probe.Udp _,
          Probe.Icmp _,
          Probe.Load _,
          Probe.Script _,
          Probe.NagiosPlugin _,
          Probe.Mount _ ->
          Kind.CONNECT;
    };
  }

  private Semaphore permits(Kind kind) {
    return switch (kind) {
      case CONNECT -> connects;
      case LISTEN -> listens;
      case FILE -> files;
    };
  }

  /// Asks on a thread and waits for no longer than the question's time.
  ProbeOutcome ask(Question question, Callable<ProbeOutcome> call) {
    Kind kind = kind(question.probe());
    if (held.contains(question)) {
      return late(kind, "hangs in an earlier question", question.timeout());
    }
    Semaphore permits = permits(kind);
    if (!permits.tryAcquire()) {
      return local("too many probes wait for this node's kernel");
    }
    held.add(question);
    FutureTask<ProbeOutcome> task =
        new FutureTask<>(() -> {
          try {
            return call.call();
          } finally {
            over(question, permits);
          }
        });
    try {
      threads.newThread(task).start();
    } catch (RuntimeException | Error e) { // as OutOfMemoryError, when no thread is to be had
      over(question, permits);
      return local("got no thread: " + e);
    }
    return await(task, kind, question.timeout());
  }

  private void over(Question question, Semaphore permits) {
    held.remove(question);
    permits.release();
  }

  private static ProbeOutcome await(FutureTask<ProbeOutcome> task, Kind kind, Duration timeout) {
    try {
      return task.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return late(kind, "no answer within " + timeout.toMillis() + " ms", timeout);
    } catch (ExecutionException e) {
      return local("failed itself: " + e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return local("interrupted");
    }
  }

  /// That this node's kernel is slow to tell who listens is no word about the service.
  private static ProbeOutcome late(Kind kind, String seen, Duration timeout) {
    Result result = kind == Kind.LISTEN ? Result.LOCAL : Result.TIMED_OUT;
    return ProbeOutcome.of(result, new Evidence("probe", seen, "", timeout));
  }

  static ProbeOutcome local(String seen) {
    return ProbeOutcome.of(Result.LOCAL, new Evidence("probe", seen, "", Duration.ZERO));
  }
}
