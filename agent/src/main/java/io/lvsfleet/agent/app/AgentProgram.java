package io.lvsfleet.agent.app;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.lvsfleet.agent.core.Agent;
import io.lvsfleet.agent.core.AgentState;
import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.Self;
import io.lvsfleet.agent.enrol.Identity;
import io.lvsfleet.agent.kernel.CapabilityProbe;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelPacketFilter;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.kernel.NetlinkMonitor;
import io.lvsfleet.agent.local.LocalServer;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.session.Backoff;
import io.lvsfleet.agent.session.Session;
import io.lvsfleet.agent.session.Target;
import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.reconcile.Facet;
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

  private final Path directory;
  private final StateLock lock;
  private final HostFacts host;
  private final HostKernel kernel;
  private final KernelProbes probes = new KernelProbes();

  /// Asked by the session's thread, so it has a connection of its own.
  private final KernelAddresses ownAddresses;

  private final MonotonicClock clock = new MonotonicClock();
  private final AgentLoop loop;
  private final VrrpAttendant vrrp;
  private final Capabilities capabilities;
  private final Session session;
  private final Event.Started started;
  private final CountDownLatch over = new CountDownLatch(1);

  private AgentProgram(
      StateLock lock,
      HostFacts host,
      Path directory,
      Target target,
      Identity identity,
      RunnerClient runner,
      UnaryOperator<Kernel> between,
      Event.Mode mode)
      throws KernelException, InterruptedException {
    this.directory = directory;
    this.lock = lock;
    this.host = host;
    this.ownAddresses = new KernelAddresses();
    this.kernel = HostKernel.open();
    this.capabilities =
        new CapabilityProbe(host, problem -> LOG.log(WARNING, problem))
            .read(KernelPacketFilter.version());
    StateDirectory disk = new StateDirectory(directory);
    this.loop =
        new AgentLoop(
            between.apply(kernel.tables()),
            disk.stateFile(),
            disk.ledgerFile(),
            new Prober(directory.resolve("check-certificates"), new ProbeHost(probes), runner),
            kernel.statistics(),
            kernel.firewall(),
            clock);
    this.vrrp = new VrrpAttendant(loop, clock);
    this.session =
        new Session(target, identity::tls, this::self, loop::post, new Backoff(new Random()));
    this.started = new Event.Started(host.identity(), disk.memory(), disk.ledger(host), mode);
    LOG.log(
        INFO,
        "lvs-agent {0} of {1} on Linux {2}, boot {3}, network namespace {4}, towards {5}{6}",
        Version.text(),
        identity.node(),
        host.kernelRelease(),
        host.identity().bootId(),
        Long.toString(host.identity().networkNamespace()),
        target,
        mode == Event.Mode.OBSERVING ? ", observing only" : "");
  }

  static AgentProgram start(
      Path directory,
      Target target,
      Identity identity,
      RunnerClient runner,
      UnaryOperator<Kernel> between,
      Event.Mode mode)
      throws IOException, KernelException, InterruptedException {
    StateLock lock = StateLock.take(directory);
    try {
      return new AgentProgram(
          lock, HostFacts.read(), directory, target, identity, runner, between, mode);
    } catch (IOException | KernelException | InterruptedException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Returns after SIGTERM. The caller's thread becomes the one that owns the state.
  void run() throws IOException, KernelException, InterruptedException {
    Thread hook =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(() -> {
              LOG.log(INFO, "stopping; the kernel stays as it is, but for addresses of VRRP");
              vrrp.close(); // first: the peer is waiting, and a plan may be long
              loop.stop();
              awaitEnd();
            });
    Runtime.getRuntime().addShutdownHook(hook);
    OperatorDesk desk = new OperatorDesk(loop, clock);
    try (VrrpAttendant _ = vrrp;
        LocalServer _ = LocalServer.start(directory, desk::answer);
        NetlinkMonitor _ = NetlinkMonitor.start(this::changed);
        @Nullable NetlinkMonitor _ = NetlinkMonitor.ofPacketFilter(this::changed).orElse(null);
        ServiceWatch _ = ServiceWatch.start(() -> loop.state().checks(), loop::post)) {
      session.start();
      vrrp.start();
      loop.run(started, session);
    } finally {
      session.close();
      over.countDown();
    }
  }

  /// On a monitor's thread.
  private void changed(NetlinkMonitor.Change change) {
    SortedSet<Facet> parts = new TreeSet<>();
    if (change.devices()) {
      parts.add(Facet.DEVICES);
      loop.post(new Event.LinksChanged());
    }
    if (change.addresses()) {
      parts.add(Facet.ADDRESSES);
    }
    if (change.routes()) {
      parts.add(Facet.ROUTES);
    }
    if (change.packetFilter()) {
      parts.add(Facet.PACKET_RULES);
    }
    loop.post(new Event.KernelChanged(parts));
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
        host.identity().bootId(),
        own,
        capabilities,
        Agent.applied(state).orElse(null));
  }

  @Override
  public void close() {
    probes.close();
    kernel.close();
    ownAddresses.close();
    lock.close();
  }
}
