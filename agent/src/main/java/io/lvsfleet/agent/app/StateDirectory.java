package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.state.DamagedFileException;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.Desired;
import io.lvsfleet.reconcile.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an agent finds on its disk when it starts. A file that cannot be believed is as good as
/// none.
final class StateDirectory {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  private final StateFile state;
  private final LedgerFile ledger;

  StateDirectory(Path directory) {
    this.state = new StateFile(directory);
    this.ledger = new LedgerFile(directory);
  }

  StateFile stateFile() {
    return state;
  }

  LedgerFile ledgerFile() {
    return ledger;
  }

  Memory memory() {
    try {
      Memory memory = state.read().orElse(Memory.NONE);
      Desired desired = memory.desired();
      if (desired == null) {
        LOG.log(INFO, "no state on disk: nothing is touched until there is one");
      } else {
        LOG.log(
            INFO,
            "last known good: {0} of incarnation {1}, {2} witness(es), {3} verdict(s)",
            Long.toString(desired.stamp().nodeRevision()),
            desired.stamp().incarnation(),
            memory.witnesses().size(),
            memory.verdicts().size());
      }
      return memory;
    } catch (IOException | DamagedFileException e) {
      LOG.log(ERROR, "going on as if there were no state on disk: {0}", e.getMessage());
      return Memory.NONE;
    }
  }

  @Nullable Ledger ledger(HostFacts host) {
    try {
      Ledger known = ledger.read().orElse(null);
      if (known == null) {
        LOG.log(INFO, "no ledger on disk: whatever is in the kernel is somebody else's");
      } else if (!known.validFor(host.identity())) {
        LOG.log(
            INFO,
            "the ledger on disk is of boot {0}, namespace {1}, and is void",
            known.host().bootId(),
            Long.toString(known.host().networkNamespace()));
      } else {
        LOG.log(
            INFO,
            "ledger: {0} service(s), {1} address(es), {2} parameter(s) are ours",
            known.services().size(),
            known.addresses().size(),
            known.sysctlOriginals().size());
      }
      return known;
    } catch (IOException | DamagedFileException e) {
      LOG.log(ERROR, "going on as if nothing in the kernel were ours: {0}", e.getMessage());
      return null;
    }
  }
}
