package io.lvsfleet.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.runner.RunRequest;
import io.lvsfleet.agent.runner.RunResult;
import io.lvsfleet.agent.runner.RunResult.Output;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.Probe.NagiosPlugin.Warning;
import io.lvsfleet.model.Probe.Script.Exit;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptProbeTest {

  private static final Duration TOOK = Duration.ofMillis(12);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final List<RunRequest> requests = new ArrayList<>();

  private ScriptProbe answering(RunResult result) {
    return new ScriptProbe(request -> {
      requests.add(request);
      return result;
    });
  }

  private static Output printed(String text, String errors) {
    return new Output(text, false, errors, TOOK);
  }

  private ProbeOutcome script(Exit exit, RunResult result) {
    return answering(result)
        .probe(new Probe.Script("check-db", List.of("-v", "1"), exit), Deadline.in(TIMEOUT));
  }

  private ProbeOutcome plugin(Warning warning, RunResult result) {
    return answering(result)
        .probe(
            new Probe.NagiosPlugin("check_ftp", List.of("-H", "10.0.0.21"), warning),
            Deadline.in(TIMEOUT));
  }

  @ParameterizedTest
  @CsvSource({
    "UP_OR_DOWN, 0, OK, -1",
    "UP_OR_DOWN, 1, OTHER, -1",
    "UP_OR_DOWN, 2, OTHER, -1",
    "DYNAMIC_WEIGHT, 0, OK, -1",
    "DYNAMIC_WEIGHT, 1, OTHER, -1",
    "DYNAMIC_WEIGHT, 2, OK, 0",
    "DYNAMIC_WEIGHT, 137, OK, 135",
    "DYNAMIC_WEIGHT, 255, OK, 253"
  })
  void theExitStatusOfAScriptMeansWhatItDoesToMiscCheck(
      Exit exit, int status, Result expected, int weight) {
    ProbeOutcome outcome = script(exit, new RunResult.Exited(status, printed("", "")));
    assertThat(outcome.result()).isEqualTo(expected);
    assertThat(outcome.advice())
        .isEqualTo(weight < 0 ? null : new WeightAdvice.Absolute(new Weight(weight)));
  }

  @ParameterizedTest
  @CsvSource({
    "UP, 0, OK",
    "UP, 1, OK",
    "DOWN, 1, OTHER",
    "UP, 2, OTHER",
    "UP, 3, LOCAL",
    "UP, 127, LOCAL",
  })
  void theExitStatusOfAPluginIsAState(Warning warning, int status, Result expected) {
    assertThat(plugin(warning, new RunResult.Exited(status, printed("", ""))).result())
        .isEqualTo(expected);
  }

  @Test
  void aScriptIsNamedWithWhatItSaid() {
    ProbeOutcome outcome =
        script(
            Exit.UP_OR_DOWN, new RunResult.Exited(1, printed("no\u001b[1m such table\nmore", "")));
    assertThat(outcome.evidence())
        .hasToString(
            "script check-db -v 1: exit status 1: no [1m such table, expected exit status 0"
                + " (after 12 ms)");
    assertThat(requests)
        .containsExactly(
            new RunRequest(
                RunRequest.Place.SCRIPTS, "check-db", List.of("-v", "1"), TIMEOUT, 1024));
  }

  @Test
  void whoPrintsNothingElseIsQuotedFromItsErrors() {
    assertThat(
            script(Exit.UP_OR_DOWN, new RunResult.Exited(2, printed("", "sh: 3: nc: not found")))
                .evidence()
                .seen())
        .isEqualTo("exit status 2: sh: 3: nc: not found");
  }

  @Test
  void performanceDataOfAPluginAreKept() {
    ProbeOutcome outcome =
        plugin(
            Warning.UP,
            new RunResult.Exited(
                1, printed("FTP WARNING - slow|time=2.1s;2;5\nlong text|size=3B\nfree=4B\n", "")));
    assertThat(outcome.warning()).isEqualTo("FTP WARNING - slow");
    assertThat(outcome.performanceData()).isEqualTo("time=2.1s;2;5 size=3B free=4B");
  }

  /// As a weight it would be 135: the kernel's own out-of-memory killer would set it.
  @Test
  void whatWasEndedBySomebodyIsDownAndNoWeight() {
    ProbeOutcome outcome = script(Exit.DYNAMIC_WEIGHT, new RunResult.Signalled(9, printed("", "")));
    assertThat(outcome.result()).isEqualTo(Result.OTHER);
    assertThat(outcome.advice()).isNull();
    assertThat(outcome.evidence().seen()).isEqualTo("ended by signal 9");
  }

  @Test
  void whatTakesTooLongTimesOutWithoutAWeight() {
    ProbeOutcome outcome = script(Exit.DYNAMIC_WEIGHT, new RunResult.TimedOut(printed("", "")));
    assertThat(outcome.result()).isEqualTo(Result.TIMED_OUT);
    assertThat(outcome.advice()).isNull();
    assertThat(outcome.evidence().seen()).isEqualTo("not done within 3000 ms");
  }

  @Test
  void whatIsRefusedSaysNothingAboutTheServer() {
    ProbeOutcome outcome =
        script(Exit.UP_OR_DOWN, new RunResult.Refused("check-db is writable for its group"));
    assertThat(outcome.result()).isEqualTo(Result.LOCAL);
    assertThat(outcome.evidence().seen()).isEqualTo("not run: check-db is writable for its group");
  }

  @Test
  void withoutARunnerNothingIsSaidAboutTheServer() {
    ProbeOutcome outcome =
        new ScriptProbe(new RunnerClient(Path.of("/nonexistent/runner")))
            .probe(new Probe.Script("check", List.of(), Exit.UP_OR_DOWN), Deadline.in(TIMEOUT));
    assertThat(outcome.result()).isEqualTo(Result.LOCAL);
    assertThat(outcome.evidence().seen()).contains("no runner at /nonexistent/runner");
  }
}
