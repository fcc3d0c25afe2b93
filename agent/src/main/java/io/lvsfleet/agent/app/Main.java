package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.enrol.EnrolCommand;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.probe.DigestCommand;
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
    CommandLine program = new CommandLine(new Program()).addSubcommand(new EnrolCommand());
    add(
        program,
        "run",
        new RunCommand(kernel, Event.Mode.ACTING),
        "Runs the agent until it is told to stop. Stopping changes no forwarding.");
    add(
        program,
        "observe",
        new RunCommand(kernel, Event.Mode.OBSERVING),
        "Runs an agent that changes nothing: it reports what it would do.");
    return program
        .addSubcommand(new DigestCommand(new ProbeHost(new KernelProbes())))
        .addSubcommand(new ExplainCommand())
        .addSubcommand(new WithdrawCommand())
        .addSubcommand(new OrderCommands.SetWeight())
        .addSubcommand(new OrderCommands.HoldStill())
        .addSubcommand(new OrderCommands.Resume())
        .execute(arguments);
  }

  private static void add(CommandLine program, String name, Object command, String description) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().description(description);
    program.addSubcommand(name, line);
  }
}
