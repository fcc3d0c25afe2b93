package io.lvsfleet.agent.app;

import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.local.LocalAnswer;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/// `lvs-agent withdraw`: removes what is ours in an order in which nothing breaks that has not to,
/// and restores what was there before.
@Command(
    name = "withdraw",
    description = {
      "Removes from the kernel all that the agent made, and restores what was there before.",
      "An agent that runs does it itself and touches nothing until it is restarted."
    })
final class WithdrawCommand extends LocalCommand {

  @Override
  List<String> request() {
    return List.of("withdraw", login());
  }

  @Override
  LocalAnswer alone() throws IOException, KernelException, InterruptedException {
    HostFacts host = HostFacts.read();
    StateDirectory disk = new StateDirectory(directory());
    try (StateLock _ = StateLock.take(directory());
        HostKernel kernel = HostKernel.open()) {
      OneShot removal =
          new OneShot(
              kernel.tables(),
              kernel.firewall(),
              disk.ledgerFile(),
              outcome -> System.out.println(OperatorDesk.words(outcome)),
              new MonotonicClock());
      AgentState state =
          removal.run(
              new Event.Started(host.identity(), nothingWanted(disk.memory()), disk.ledger(host)));
      return state.quiet() && state.ledger().claimsNothing()
          ? LocalAnswer.ok("nothing is ours any more, until an agent is started")
          : LocalAnswer.refused("not all could be removed; see above, and try again");
    }
  }

  private static Memory nothingWanted(Memory memory) {
    Desired last = memory.desired();
    NodeId node = last == null ? new NodeId("withdrawn") : last.state().node();
    Desired nothing =
        new Desired(
            new Stamp("withdrawn", 0, Sorted.map()), NodeState.empty(node), Integer.MAX_VALUE);
    return Memory.of(nothing, Sorted.map(), Sorted.map());
  }
}
