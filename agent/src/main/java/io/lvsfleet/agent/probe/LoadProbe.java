package io.lvsfleet.agent.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lvsfleet.model.Probe;
import io.lvsfleet.model.ProbeOutcome;
import io.lvsfleet.model.ProbeOutcome.Evidence;
import io.lvsfleet.model.ProbeOutcome.Result;
import io.lvsfleet.model.WeightAdvice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a share of the weight of this node's load.
final class LoadProbe {

  private static final Path LOAD = Path.of("/proc/loadavg");

  private LoadProbe() {}

  static ProbeOutcome probe(Probe.Load load, Deadline deadline) {
    String sent = "load of one minute per processor";
    try {
      int percent =
          loadPercent(Files.readString(LOAD, US_ASCII), Runtime.getRuntime().availableProcessors());
      int share = share(load, percent);
      return ProbeOutcome.of(
              Result.OK,
              new Evidence(
                  sent,
                  percent + " %",
                  load.idlePercent() + " to " + load.busyPercent() + " %",
                  deadline.elapsed()))
          .withAdvice(new WeightAdvice.Percent(share));
    } catch (IOException | NumberFormatException e) {
      return ProbeOutcome.of(
          Result.LOCAL, new Evidence(sent, LOAD + ": " + e, "", deadline.elapsed()));
    }
  }

  /// @param loadavg the file, proc_loadavg(5): `0.20 0.18 0.12 1/80 11206`
  static int loadPercent(String loadavg, int processors) {
    int end = loadavg.indexOf(' ');
    double load = Double.parseDouble(end < 0 ? loadavg : loadavg.substring(0, end));
    return (int) Math.round(100 * load / processors);
  }

  static int share(Probe.Load load, int percent) {
    if (percent <= load.idlePercent()) {
      return 100;
    }
    if (percent >= load.busyPercent()) {
      return load.leastPercent();
    }
    int range = load.busyPercent() - load.idlePercent();
    return 100 - (100 - load.leastPercent()) * (percent - load.idlePercent()) / range;
  }
}
