package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Explanation;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.local.LocalAnswer;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/// `lvs-agent explain`: what should be, what is, what is left to do, and why.
@Command(
    name = "explain",
    description = "Tells what should be, what is, what is left to do, and why.")
final class ExplainCommand extends LocalCommand {

  @Override
  List<String> request() {
    return List.of("explain");
  }

  /// By what is on disk and in the kernel.
  @Override
  LocalAnswer alone() throws IOException, KernelException, InterruptedException {
    HostFacts host = HostFacts.read();
    StateDirectory disk = new StateDirectory(directory());
    MonotonicClock clock = new MonotonicClock();
    try (StateLock _ = StateLock.take(directory());
        HostKernel kernel = HostKernel.open()) {
      OneShot look =
          new OneShot(kernel.tables(), kernel.firewall(), disk.ledgerFile(), _ -> {}, clock);
      AgentState state =
          look.run(
              new Event.Started(
                  host.identity(), disk.memory(), disk.ledger(host), Event.Mode.OBSERVING));
      return LocalAnswer.ok("no agent runs\n" + Explanation.of(state, clock.instant()));
    }
  }
}
