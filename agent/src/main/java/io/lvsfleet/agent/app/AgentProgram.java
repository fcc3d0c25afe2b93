package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.Agent;
import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.agent.kernel.KernelSysctls;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.session.Backoff;
import io.lvsfleet.agent.session.Session;
import io.lvsfleet.agent.session.Target;
import io.lvsfleet.agent.state.DamagedFileException;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.reconcile.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything wired together.
final class AgentProgram implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.lvsfleet.agent");

  private final StateLock lock;
  private final HostFacts host;

  /// Asked by the session's thread, so it has a connection of its own.
  private final KernelAddresses ownAddresses;

  private final KernelAddresses addresses;
  private final AgentLoop loop;
  private final Session session;
  private final Event.Started started;
  private final CountDownLatch over = new CountDownLatch(1);

  private AgentProgram(
      StateLock lock,
      HostFacts host,
      Path directory,
      Target target,
      Identity identity,
      UnaryOperator<Kernel> between)
      throws KernelException {
    this.lock = lock;
    this.host = host;
    this.ownAddresses = new KernelAddresses();
    this.addresses = new KernelAddresses();
    StateFile stateFile = new StateFile(directory);
    LedgerFile ledgerFile = new LedgerFile(directory);
    LateIpvs ipvs =
        new LateIpvs(() -> new KernelIpvs(odd -> LOG.log(WARNING, "left out: {0}", odd)));
    LateIpvs counters = new LateIpvs(() -> new KernelIpvs(_ -> {}));
    TemporaryNetwork network = new TemporaryNetwork();
    Kernel kernel =
        between.apply(
            new Kernel(ipvs, ipvs, addresses, new KernelSysctls(), network, network, network));
    this.loop =
        new AgentLoop(
            kernel, stateFile, ledgerFile, new Prober(), counters, network, new MonotonicClock());
    this.session =
        new Session(target, identity::tls, this::self, loop::post, new Backoff(new Random()));
    this.started = new Event.Started(host.identity(), memory(stateFile), ledger(ledgerFile));
    LOG.log(
        INFO,
        "lvs-agent {0} of {1} on Linux {2}, boot {3}, network namespace {4}, towards {5}",
        Version.text(),
        identity.node(),
        host.kernelRelease(),
        host.identity().bootId(),
        Long.toString(host.identity().networkNamespace()),
        target);
  }

  static AgentProgram start(
      Path directory, Target target, Identity identity, UnaryOperator<Kernel> between)
      throws IOException, KernelException {
    StateLock lock = StateLock.take(directory);
    try {
      return new AgentProgram(lock, HostFacts.read(), directory, target, identity, between);
    } catch (IOException | KernelException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Returns after SIGTERM. The caller's thread becomes the one that owns the state.
  void run() throws InterruptedException {
    Thread hook =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(() -> {
              LOG.log(INFO, "stopping; the kernel stays as it is");
              loop.stop();
              awaitEnd();
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      session.start();
      loop.run(started, session);
    } finally {
      session.close();
      over.countDown();
    }
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Self self() {
    AgentState state = loop.state();
    SortedSet<IpAddress> own = new TreeSet<>();
    try {
      own.addAll(ownAddresses.globalAddresses());
    } catch (KernelException e) {
      LOG.log(WARNING, "greeting without addresses: {0}", e.getMessage());
    }
    own.removeAll(Agent.heldAddresses(state));
    return new Self(
        Version.text(),
        host.kernelRelease(),
        own,
        io.lvsfleet.model.Capabilities.UNKNOWN,
        Agent.applied(state).orElse(null));
  }

  private static Memory memory(StateFile file) {
    try {
      Memory memory = file.read().orElse(Memory.NONE);
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

  private @Nullable Ledger ledger(LedgerFile file) {
    try {
      Ledger ledger = file.read().orElse(null);
      if (ledger == null) {
        LOG.log(INFO, "no ledger on disk: whatever is in the kernel is somebody else's");
      } else if (!ledger.validFor(host.identity())) {
        LOG.log(
            INFO,
            "the ledger on disk is of boot {0}, namespace {1}, and is void",
            ledger.host().bootId(),
            Long.toString(ledger.host().networkNamespace()));
      } else {
        LOG.log(
            INFO,
            "ledger: {0} service(s), {1} address(es), {2} parameter(s) are ours",
            ledger.services().size(),
            ledger.addresses().size(),
            ledger.sysctlOriginals().size());
      }
      return ledger;
    } catch (IOException | DamagedFileException e) {
      LOG.log(ERROR, "going on as if nothing in the kernel were ours: {0}", e.getMessage());
      return null;
    }
  }

  @Override
  public void close() {
    addresses.close();
    ownAddresses.close();
    lock.close();
  }
}
