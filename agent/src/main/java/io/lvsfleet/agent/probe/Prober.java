package io.lvsfleet.agent.probe;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckSpec.Probe.TcpConnect;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Runs probes, each on a virtual thread of its own.
public final class Prober {

  /// Probes under way at a time. More wait for their turn: a director that checks thousands must
  /// not run out of file descriptors.
  static final int MAX_CONCURRENT = 512;

  private final Semaphore turns = new Semaphore(MAX_CONCURRENT);

  /// Answers once, on another thread.
  public void probe(CheckSpec spec, Consumer<ProbeResult> answer) {
    Thread.ofVirtual()
        .name("probe")
        .start(() -> {
          turns.acquireUninterruptibly();
          ProbeResult result;
          try {
            result =
                switch (spec.probe()) {
                  case TcpConnect tcp -> TcpProbe.probe(tcp, spec.timeout());
                };
          } catch (RuntimeException e) {
            // Without an answer the check would stay "running" and never be asked again.
            result = new ProbeResult(false, "the probe itself failed: " + e);
          } finally {
            turns.release();
          }
          answer.accept(result);
        });
  }
}
