package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.agent.enrol.IdentityStore;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.session.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lvs-agent run` and `lvs-agent observe`: runs until it gets SIGTERM, which leaves the kernel as
/// it is.
@Command(mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final UnaryOperator<Kernel> kernel;
  private final Event.Mode mode;

  @Option(
      names = "--state-dir",
      required = true,
      paramLabel = "DIR",
      description = "Holds the identity, the last known good state and the ledger.")
  private Path stateDirectory = Path.of("");

  @Option(
      names = "--control-plane",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where agents reach the control plane.")
  private String controlPlane = "";

  @Option(
      names = "--runner",
      paramLabel = "PATH",
      defaultValue = "/run/lvs-runner.sock",
      description = "Where check scripts and plugins are run (${DEFAULT-VALUE}).")
  private Path runner = Path.of("");

  RunCommand(UnaryOperator<Kernel> kernel, Event.Mode mode) {
    this.kernel = kernel;
    this.mode = mode;
  }

  @Override
  public Integer call() {
    Logging.configure();
    CoreThreads.watch();
    try {
      Target target = Target.parse(controlPlane);
      IdentityStore store = new IdentityStore(stateDirectory);
      if (!store.exists()) {
        throw new IOException(
            "no identity in " + store.directory() + ": run lvs-agent enrol first");
      }
      Identity identity = store.load();
      try (AgentProgram program =
          AgentProgram.start(
              stateDirectory, target, identity, new RunnerClient(runner), kernel, mode)) {
        program.run();
      }
      return 0;
    } catch (IOException | KernelException | IllegalArgumentException e) {
      System.err.println(
          "lvs-agent " + (mode == Event.Mode.ACTING ? "run" : "observe") + ": " + e.getMessage());
      return 1;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
