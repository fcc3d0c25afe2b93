package io.lvsfleet.agent.app;

import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static io.lvsfleet.agent.core.TestStates.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.TestStates;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Reason;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.Hold;
import io.lvsfleet.model.KernelState;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.reconcile.HostIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLoopTest {

  private static final HostIdentity HOST = new HostIdentity("boot", 1);
  private static final NodeState DIRECTOR =
      director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null)));

  private final FakeKernel kernel = FakeKernel.typical();
  private final List<AgentMessage> sent = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;

  @Test
  void aStateBecomesAKernelTableAndStaysWhenTheAgentStops() throws Exception {
    Running agent = start();
    agent.loop.post(new Event.SessionOpened());
    agent.loop.post(new Event.DesiredArrived(desired(1, DIRECTOR)));
    await().until(() -> sent.contains(new Applied(stamp("first", 1))));

    KernelState before = kernel.state();
    agent.stop();

    assertThat(kernel.state()).isEqualTo(before);
    assertThat(before.services()).containsOnlyKeys(HTTP);
    assertThat(new LedgerFile(directory).read())
        .hasValueSatisfying(ledger -> assertThat(ledger.owns(HTTP)).isTrue());
  }

  @Test
  void theNextAgentNeedsNoControlPlane() throws Exception {
    Running first = start();
    first.loop.post(new Event.DesiredArrived(desired(1, DIRECTOR)));
    await().until(() -> first.loop.state().quiet() && !kernel.ipvs.dump().isEmpty());
    first.stop();
    kernel.ipvs.drop(HTTP);

    Running second = start();
    await().until(() -> kernel.ipvs.dump().containsKey(HTTP));
    second.stop();
  }

  @Test
  void nothingIsDoneWhoseIntentCannotBeWritten() throws Exception {
    Files.createDirectories(directory.resolve("ledger.new")); // in the way of the temporary file
    Running agent = start();
    agent.loop.post(new Event.SessionOpened());
    agent.loop.post(new Event.DesiredArrived(desired(1, DIRECTOR)));
    await()
        .until(() ->
            sent.stream()
                .anyMatch(message ->
                    message instanceof Rejected rejected
                        && rejected.reasons().stream()
                            .map(Reason::code)
                            .allMatch(code -> code.equals("EIO"))));
    assertThat(kernel.faults.done()).isEmpty();

    Files.delete(directory.resolve("ledger.new"));
    await().until(() -> sent.contains(new Applied(stamp("first", 1))));
    agent.stop();
  }

  /// Nobody tells of it, and the look at everything comes after half a minute only.
  @Test
  void aParameterSomebodySetsBackIsPutRight() throws Exception {
    Running agent = start();
    agent.loop.post(new Event.DesiredArrived(desired(1, TestStates.realServer())));
    await().until(() -> agent.loop.state().quiet() && !kernel.addresses.dump().isEmpty());
    kernel.sysctls.put(TestStates.ARP_IGNORE, "0");
    await().until(() -> kernel.sysctls.read(TestStates.ARP_IGNORE).equals(Optional.of("1")));
    agent.stop();
  }

  /// A host that starts with a wrong clock, which is set later.
  @Test
  void aHoldHasTheSameTimeLeftAfterARestartWhateverTheClockWasSetTo() throws Exception {
    Instant wrong = Instant.EPOCH;
    Instant right = TestStates.NOON;
    AtomicReference<Instant> wall = new AtomicReference<>(wrong);
    Running agent = start(new MonotonicClock(wall::get, () -> 0));
    agent.loop.post(new Event.DesiredArrived(desired(1, DIRECTOR)));
    Hold hold = new Hold(new Hold.Freeze(), "root", wrong, wrong.plusSeconds(900));
    agent.loop.post(new Event.Ordered(hold));
    await().until(() -> holdsOnDisk().contains(hold));

    wall.set(right);
    agent.loop.post(new Event.Tick());
    Hold moved = new Hold(new Hold.Freeze(), "root", right, right.plusSeconds(900));
    await().until(() -> holdsOnDisk().contains(moved));
    agent.stop();
  }

  private List<Hold> holdsOnDisk() throws Exception {
    return new StateFile(directory).read().orElse(Memory.NONE).holds();
  }

  private record Running(AgentLoop loop, Thread thread) {
    void stop() throws InterruptedException {
      loop.stop();
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private Running start() throws Exception {
    return start(new MonotonicClock());
  }

  private Running start(MonotonicClock clock) throws Exception {
    StateFile stateFile = new StateFile(directory);
    LedgerFile ledgerFile = new LedgerFile(directory);
    AgentLoop loop =
        new AgentLoop(
            kernel.ports(),
            stateFile,
            ledgerFile,
            new Prober(
                Path.of("/nonexistent"),
                new ProbeHost(new KernelProbes()),
                new RunnerClient(Path.of("/nonexistent"))),
            kernel.statistics,
            kernel.firewall,
            clock);
    Event.Started started =
        new Event.Started(
            HOST, stateFile.read().orElse(Memory.NONE), ledgerFile.read().orElse(null));
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                loop.run(started, sent::add);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    return new Running(loop, thread);
  }
}
