package io.lvsfleet.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One probe and its answer.
final class Asking {

  static final Path NO_CERTIFICATES = Path.of("/nonexistent");
  static final RunnerClient NO_RUNNER = new RunnerClient(Path.of("/nonexistent"));

  private Asking() {}

  static ProbeOutcome ask(Probe probe) throws InterruptedException {
    return ask(probe, Duration.ofSeconds(20));
  }

  static ProbeOutcome ask(Probe probe, Duration timeout) throws InterruptedException {
    return ask(
        new Prober(NO_CERTIFICATES, NoHost.INSTANCE, NO_RUNNER, 100, InstantSource.system()),
        probe,
        timeout);
  }

  static ProbeOutcome ask(Prober prober, Probe probe, Duration timeout)
      throws InterruptedException {
    BlockingQueue<ProbeOutcome> answers = new ArrayBlockingQueue<>(1);
    prober.probe(CheckSpec.of(probe, Duration.ofMinutes(1), timeout, 1, 1), answers::add);
    ProbeOutcome outcome = answers.poll(60, TimeUnit.SECONDS);
    assertThat(outcome).as("an answer").isNotNull();
    return outcome;
  }
}
