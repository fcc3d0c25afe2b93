package io.lvsfleet.agent.probe;

import io.lvsfleet.agent.runner.ProgramRunner;
import io.lvsfleet.agent.runner.RunRequest;
import io.lvsfleet.agent.runner.RunRequest.Place;
import io.lvsfleet.agent.runner.RunResult;
import io.lvsfleet.agent.runner.RunResult.Output;
import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.Weight;
import io.lvsfleet.model.WeightAdvice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

/// Has the runner run a script or a plugin, and says what its exit status means. What was not run
/// says nothing about the server.
final class ScriptProbe {

  /// The first line of it is shown; of a plugin's there are data too.
  private static final int SCRIPT_OUTPUT = 1024;

  private static final int PLUGIN_OUTPUT = 8 * 1024;

  /// Of the data a plugin prints: what Nagios itself keeps.
  private static final int MAX_PERFORMANCE_DATA = 4 * 1024;

  private final ProgramRunner runner;

  ScriptProbe(ProgramRunner runner) {
    this.runner = runner;
  }

  ProbeOutcome probe(Probe.Script script, Deadline deadline) {
    return ask(
        Place.SCRIPTS,
        script.name(),
        script.arguments(),
        SCRIPT_OUTPUT,
        deadline,
        (status, evidence) -> meaning(script.exit(), status, evidence));
  }

  private static ProbeOutcome meaning(Probe.Script.Exit exit, Exit status, Evidence evidence) {
    int code = status.code();
    boolean dynamic = exit == Probe.Script.Exit.DYNAMIC_WEIGHT;
    if (code == 0) {
      return ProbeOutcome.of(Result.OK, evidence);
    }
    return dynamic && code >= 2
        ? ProbeOutcome.of(Result.OK, evidence)
            .withAdvice(new WeightAdvice.Absolute(new Weight(code - 2)))
        : ProbeOutcome.of(Result.OTHER, expecting("exit status 0", evidence));
  }

  ProbeOutcome probe(Probe.NagiosPlugin plugin, Deadline deadline) {
    return ask(
        Place.PLUGINS,
        plugin.name(),
        plugin.arguments(),
        PLUGIN_OUTPUT,
        deadline,
        (status, evidence) -> meaning(plugin.warning(), status, evidence));
  }

  /// What a plugin does not know is no reason to take a server out, nor to bring it back.
  private static ProbeOutcome meaning(
      Probe.NagiosPlugin.Warning warning, Exit status, Evidence evidence) {
    PluginOutput output = PluginOutput.parse(status.output().text());
    boolean warned = status.code() == 1;
    Result result =
        switch (status.code()) {
          case 0 -> Result.OK;
          case 1 -> warning == Probe.NagiosPlugin.Warning.UP ? Result.OK : Result.OTHER;
          case 2 -> Result.OTHER;
          default -> Result.LOCAL; // UNKNOWN, or none of the four
        };
    return new ProbeOutcome(
        result,
        result == Result.OK ? evidence : expecting("OK", evidence),
        null,
        warned && result == Result.OK ? clip(output.text(), Failures.MAX_SEEN) : "",
        clip(output.performanceData(), MAX_PERFORMANCE_DATA));
  }

  private record Exit(int code, Output output) {}

  private ProbeOutcome ask(
      Place place,
      String name,
      List<String> arguments,
      int outputLimit,
      Deadline deadline,
      BiFunction<Exit, Evidence, ProbeOutcome> meaning) {
    String kind = place == Place.SCRIPTS ? "script " : "plugin ";
    String sent = kind + String.join(" ", name, String.join(" ", arguments)).strip();
    RunResult result;
    try {
      result = runner.run(new RunRequest(place, name, arguments, deadline.timeout(), outputLimit));
    } catch (IOException e) {
      return failed(Result.LOCAL, sent, Failures.text(e), deadline.elapsed());
    }
    return switch (result) {
      case RunResult.Exited(int status, Output output) ->
          meaning.apply(
              new Exit(status, output),
              new Evidence(sent, "exit status " + status + said(output), "", output.took()));
      case RunResult.Signalled(int signal, Output output) ->
          failed(Result.OTHER, sent, "ended by signal " + signal + said(output), output.took());
      case RunResult.TimedOut(Output output) ->
          failed(
              Result.TIMED_OUT,
              sent,
              "not done within " + deadline.timeout().toMillis() + " ms" + said(output),
              output.took());
      case RunResult.Refused(String reason) ->
          failed(Result.LOCAL, sent, "not run: " + reason, deadline.elapsed());
    };
  }

  private static ProbeOutcome failed(Result result, String sent, String seen, Duration took) {
    return ProbeOutcome.of(
        result, new Evidence(sent, clip(seen, Failures.MAX_SEEN), "exit status 0", took));
  }

  private static Evidence expecting(String expected, Evidence evidence) {
    return new Evidence(evidence.sent(), evidence.seen(), expected, evidence.roundTrip());
  }

  /// The first line, that of its standard error if it printed no other.
  private static String said(Output output) {
    String text = output.text().isBlank() ? output.errors() : output.text();
    String line = PluginOutput.parse(text).text();
    return line.isEmpty() ? "" : ": " + clip(line, Failures.MAX_SEEN);
  }

  private static String clip(String text, int most) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= most ? plain : plain.substring(0, most - 1) + "…";
  }
}
