package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.Target;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs probes, each on a virtual thread of its own. What may hold a thread in foreign calls or on
/// a dead file system gets a platform thread beside it.
///
/// - Who asks what is being asked already gets the same answer: one probe for many services.
/// - Nobody waits for another's turn. Of the probes that are too many for the file descriptors each
///   is answered with [Result#LOCAL] at once: a thousand servers that never answer must not make
///   the check of another one late.
public final class Prober {

  /// Each takes a file descriptor. The kernel's own default limit of open files (`fs/file.c`) is
  /// 1024 to 524288; the agent needs few others.
  static final int MAX_CONCURRENT = 32_768;

  private final Semaphore turns;
  private final ConcurrentMap<Question, List<Consumer<ProbeOutcome>>> running =
      new ConcurrentHashMap<>();
  private final HostThreads threads =
      new HostThreads(Thread.ofPlatform().name("probe-host").daemon().factory());
  private final TcpProbe tcp;
  private final HttpProbe http;
  private final HostProbes host;
  private final ScriptProbe scripts;
  private final MountProbe mounts = new MountProbe();

  /// @param certificates directory of the probes' own certificates
  public Prober(Path certificates, Host host, RunnerClient runner) {
    this(certificates, host, runner, Descriptors.available(MAX_CONCURRENT), InstantSource.system());
  }

  Prober(Path certificates, Host host, RunnerClient runner, int concurrent, InstantSource clock) {
    this.host = new HostProbes(host);
    this.scripts = new ScriptProbe(runner);
    Connector connector = new Connector(new TlsContexts(certificates), host);
    Expiry expiry = new Expiry(clock);
    this.turns = new Semaphore(concurrent);
    this.tcp = new TcpProbe(connector, expiry);
    this.http = new HttpProbe(connector, expiry);
  }

  /// Answers once, on another thread.
  public void probe(CheckSpec spec, Consumer<ProbeOutcome> answer) {
    Question question = new Question(spec.probe(), spec.timeout());
    boolean first = running.compute(question, (_, waiting) -> joined(waiting, answer)).size() == 1;
    if (first) {
      Thread.ofVirtual().name("probe").start(() -> run(question));
    }
  }

  /// A copy, so that the size that comes back is not that of a moment later.
  private static List<Consumer<ProbeOutcome>> joined(
      @Nullable List<Consumer<ProbeOutcome>> waiting, Consumer<ProbeOutcome> answer) {
    if (waiting == null) {
      return List.of(answer);
    }
    List<Consumer<ProbeOutcome>> all = new ArrayList<>(waiting);
    all.add(answer);
    return all;
  }

  private void run(Question question) {
    ProbeOutcome outcome;
    if (turns.tryAcquire()) {
      try {
        outcome =
            blocks(question.probe()) ? threads.ask(question, () -> ask(question)) : ask(question);
      } catch (RuntimeException | Error e) {
        // Without an answer the check would stay "running" and never be asked again.
        outcome = HostThreads.local("failed itself: " + e);
      } finally {
        turns.release();
      }
    } else {
      outcome = HostThreads.local("no file descriptor is left for it");
    }
    List<Consumer<ProbeOutcome>> waiting = running.remove(question);
    if (waiting != null) {
      for (Consumer<ProbeOutcome> answer : waiting) {
        answer.accept(outcome);
      }
    }
  }

  /// Whether it may hold its thread: in foreign calls, or on a file system that does not answer.
  private static boolean blocks(Probe probe) {
    return switch (probe) {
      case Probe.Tcp connect -> Connector.needsHost(connect.target());
      case Probe.Tls handshake -> Connector.needsHost(handshake.target());
      case Probe.Http fetch -> Connector.needsHost(fetch.target());
      case Probe.FileContent _, Probe.Listen _ -> true;
      case Probe.Udp _,
          Probe.Icmp _,
          Probe.Load _,
          Probe.Script _,
          Probe.NagiosPlugin _,
          Probe.Mount _ ->
          false;
    };
  }

  private ProbeOutcome ask(Question question) {
    Deadline deadline = Deadline.in(question.timeout());
    return switch (question.probe()) {
      case Probe.Tcp connect -> tcp.probe(connect, deadline);
      case Probe.Tls handshake -> tcp.probe(handshake.target(), handshake.tls(), deadline);
      case Probe.Http fetch -> http.probe(fetch, deadline);
      case Probe.Udp udp -> UdpProbe.probe(udp, deadline);
      case Probe.Icmp(Target target) -> host.icmp(target, deadline);
      case Probe.Listen listen -> host.listen(listen, deadline);
      case Probe.FileContent file -> FileProbe.probe(file, deadline);
      case Probe.Load load -> LoadProbe.probe(load, deadline);
      case Probe.Script script -> scripts.probe(script, deadline);
      case Probe.NagiosPlugin plugin -> scripts.probe(plugin, deadline);
      case Probe.Mount mount -> mounts.probe(mount, deadline);
    };
  }
}
