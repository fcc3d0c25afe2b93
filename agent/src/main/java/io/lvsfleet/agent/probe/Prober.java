package io.lvsfleet.agent.probe;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Runs probes, each on a virtual thread of its own.
public final class Prober {

  /// Probes under way at a time. More wait for their turn: a director that checks thousands must
  /// not run out of file descriptors.
  static final int MAX_CONCURRENT = 512;

  private final Semaphore turns = new Semaphore(MAX_CONCURRENT);

  /// Answers once, on another thread.
  public void probe(CheckSpec spec, Consumer<ProbeOutcome> answer) {
    Thread.ofVirtual()
        .name("probe")
        .start(() -> {
          turns.acquireUninterruptibly();
          ProbeOutcome result;
          try {
            result = ask(spec);
          } catch (RuntimeException e) {
            // Without an answer the check would stay "running" and never be asked again.
            result =
                ProbeOutcome.of(
                    ProbeOutcome.Result.LOCAL,
                    new ProbeOutcome.Evidence("probe", "failed itself: " + e, "", Duration.ZERO));
          } finally {
            turns.release();
          }
          answer.accept(result);
        });
  }

  private static ProbeOutcome ask(CheckSpec spec) {
    return switch (spec.probe()) {
      case Probe.Tcp tcp -> TcpProbe.probe(tcp, spec.timeout());
      case Probe.Http _,
          Probe.Tls _,
          Probe.Icmp _,
          Probe.Udp _,
          Probe.Script _,
          Probe.NagiosPlugin _,
          Probe.FileContent _,
          Probe.Listen _,
          Probe.Mount _,
          Probe.Load _ ->
          ProbeOutcome.of(
              ProbeOutcome.Result.LOCAL,
              new ProbeOutcome.Evidence("probe", "this agent cannot ask that", "", Duration.ZERO));
    };
  }
}
