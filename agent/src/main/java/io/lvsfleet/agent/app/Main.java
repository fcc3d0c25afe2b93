package io.lvsfleet.agent.app;

import io.lvsfleet.agent.enrol.EnrolCommand;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `lvs-agent`.
public final class Main {

  @Command(
      name = "lvs-agent",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Programs ip_vs, addresses and kernel parameters of one node.",
      synopsisSubcommandLabel = "COMMAND")
  private static final class Program {}

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(execute(UnaryOperator.identity(), arguments));
  }

  /// @param kernel may put something between the agent and the kernel's tables
  static int execute(UnaryOperator<Kernel> kernel, String... arguments) {
    return new CommandLine(new Program())
        .addSubcommand(new RunCommand(kernel))
        .addSubcommand(new EnrolCommand())
        .execute(arguments);
  }
}
