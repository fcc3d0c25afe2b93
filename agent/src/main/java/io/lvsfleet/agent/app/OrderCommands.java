package io.lvsfleet.agent.app;

import io.lvsfleet.agent.local.LocalAnswer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Orders on the node itself, for when the control plane is out of reach. Each is told to the
/// control plane as soon as it is back, and ends by its time or by `resume`, never by itself.
final class OrderCommands {

  private OrderCommands() {}

  @Command(
      name = "weight",
      description = "Gives a real server a weight for some time, whatever is declared.")
  static final class SetWeight extends LocalCommand {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The virtual service's name.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "REALSERVER", description = "The real server's name.")
    private String realServer = "";

    @Parameters(index = "2", paramLabel = "WEIGHT", description = "0 for no new connections.")
    private int weight;

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        description = "How long it holds: a number with s, m, h or d.")
    private String time = "";

    @Override
    List<String> request() {
      return List.of(
          "weight",
          service,
          realServer,
          Integer.toString(weight),
          Long.toString(seconds(time)),
          login());
    }

    @Override
    LocalAnswer alone() {
      return noAgent();
    }
  }

  @Command(
      name = "hold",
      description = "Holds changes back for some time; what health demands is still done.")
  static final class HoldStill extends LocalCommand {
    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        description = "How long it holds: a number with s, m, h or d.")
    private String time = "";

    @Override
    List<String> request() {
      return List.of("hold", Long.toString(seconds(time)), login());
    }

    @Override
    LocalAnswer alone() {
      return noAgent();
    }
  }

  @Command(name = "resume", description = "Ends all orders on this node.")
  static final class Resume extends LocalCommand {
    @Override
    List<String> request() {
      return List.of("resume", login());
    }

    @Override
    LocalAnswer alone() {
      return noAgent();
    }
  }
}
