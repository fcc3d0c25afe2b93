package io.lvsfleet.agent.app;

import static io.lvsfleet.agent.core.TestStates.HTTP;
import static io.lvsfleet.agent.core.TestStates.desired;
import static io.lvsfleet.agent.core.TestStates.director;
import static io.lvsfleet.agent.core.TestStates.server;
import static io.lvsfleet.agent.core.TestStates.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.fake.FakeKernel;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.local.LocalAnswer;
import io.lvsfleet.agent.local.LocalClient;
import io.lvsfleet.agent.local.LocalServer;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.reconcile.HostIdentity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator on the node, by the socket of a running agent.
class OperatorDeskTest {

  private final FakeKernel kernel = FakeKernel.typical();
  private final MonotonicClock clock = new MonotonicClock();
  private final Path directory;
  private final AgentLoop loop;
  private final Thread owner;
  private final LocalServer socket;

  OperatorDeskTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    loop =
        new AgentLoop(
            kernel.ports(),
            new StateFile(directory),
            new LedgerFile(directory),
            new Prober(
                Path.of("/nonexistent"),
                new ProbeHost(new KernelProbes()),
                new RunnerClient(Path.of("/nonexistent"))),
            kernel.statistics,
            kernel.firewall,
            clock);
    owner = Thread.ofPlatform().unstarted(this::run);
    socket = LocalServer.start(directory, new OperatorDesk(loop, clock)::answer);
  }

  private void run() {
    try {
      loop.run(new Event.Started(new HostIdentity("boot", 1), Memory.NONE, null), _ -> {});
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void begin() {
    owner.start();
    loop.post(
        new Event.DesiredArrived(
            desired(1, director(DirectorRole.ALONE, service(OnFailure.REMOVE, server(null))))));
  }

  @AfterEach
  void end() throws Exception {
    loop.stop();
    owner.join();
    socket.close();
  }

  @Test
  void itExplains() throws Exception {
    assertThat(ask("explain").text()).contains("node lvs1, state 1");
  }

  @Test
  void aWeightIsInForceWhenTheCommandReturns() throws Exception {
    LocalAnswer answer = ask("weight", "http", "web1", "42", "3600", "alice");
    assertThat(answer.ok()).isTrue();
    assertThat(answer.text()).contains("weight of http/web1 is 42").contains("(alice)");
    assertThat(ask("explain").text()).contains("http/web1: weight 42");
    assertThat(ask("resume", "").text()).startsWith("ended: weight of http/web1 is 42");
    assertThat(ask("explain").text()).contains("http/web1: weight 5");
  }

  @Test
  void whatDoesNotExistIsRefusedWithTheNamesThatDo() throws Exception {
    assertThat(ask("weight", "http", "web9", "1", "60", ""))
        .isEqualTo(LocalAnswer.refused("http has no real server web9, but [web1]"));
    assertThat(ask("weight", "http", "web1", "much", "60", "").ok()).isFalse();
    assertThat(ask("hold", "99999999999", "").ok()).isFalse();
    assertThat(ask("reboot").ok()).isFalse();
    assertThat(ask("weight").ok()).isFalse();
  }

  @Test
  void withdrawTellsEachOperationAndLeavesNothing() throws Exception {
    LocalAnswer answer = ask("withdraw", "alice");
    assertThat(answer.ok()).isTrue();
    assertThat(answer.text())
        .isEqualTo(
            """
            ip address del 10.0.0.100/24 dev eth0
            ipvsadm -d -t 10.0.0.100:80 -r 10.0.0.21:80
            ipvsadm -D -t 10.0.0.100:80
            nothing is ours any more, until the agent is restarted
            """);
    assertThat(kernel.ipvs.dump()).doesNotContainKey(HTTP);
  }

  private LocalAnswer ask(String... words) throws Exception {
    loop.await(state -> state.desired() != null && state.decided(), PATIENCE);
    return new LocalClient(directory).ask(List.of(words)).orElseThrow();
  }

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(30);
}
