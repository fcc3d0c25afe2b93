package io.lvsfleet.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.Event;
import io.lvsfleet.agent.core.Memory;
import io.lvsfleet.agent.core.port.AgentMessage;
import io.lvsfleet.agent.core.port.AgentMessage.Applied;
import io.lvsfleet.agent.core.port.AgentMessage.Rejected;
import io.lvsfleet.agent.kernel.HostFacts;
import io.lvsfleet.agent.kernel.KernelAddresses;
import io.lvsfleet.agent.kernel.KernelDevices;
import io.lvsfleet.agent.kernel.KernelIpvs;
import io.lvsfleet.agent.kernel.KernelPacketFilter;
import io.lvsfleet.agent.kernel.KernelProbes;
import io.lvsfleet.agent.kernel.KernelRoutes;
import io.lvsfleet.agent.kernel.KernelSysctls;
import io.lvsfleet.agent.kernel.Shell;
import io.lvsfleet.agent.probe.Prober;
import io.lvsfleet.agent.runner.RunnerClient;
import io.lvsfleet.agent.state.LedgerFile;
import io.lvsfleet.agent.state.StateFile;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Desired;
import io.lvsfleet.model.DirectorRole;
import io.lvsfleet.model.DirectorState;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.LocalAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.NodeState;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.ServiceSpec;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.Stamp;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole agent but its session, on the real kernel.
@Tag("kernel")
class AgentOnKernelTest {

  private static final IpAddress VIP = IpAddress.parse("192.0.2.100");
  private static final IpAddress REAL_SERVER = IpAddress.parse("192.0.2.21");

  private final BlockingQueue<AgentMessage> said = new LinkedBlockingQueue<>();
  private final KernelAddresses addresses;
  private final KernelIpvs ipvs;
  private final KernelDevices devices;
  private final KernelRoutes routes;
  private final KernelPacketFilter packets;
  private final AgentLoop loop;
  private final Thread owner;

  AgentOnKernelTest(@TempDir Path directory) throws Exception {
    addresses = new KernelAddresses();
    ipvs = new KernelIpvs(oddity -> {});
    devices = new KernelDevices();
    routes = new KernelRoutes();
    packets = new KernelPacketFilter();
    loop =
        new AgentLoop(
            new Kernel(ipvs, ipvs, addresses, new KernelSysctls(), devices, routes, packets),
            new StateFile(directory),
            new LedgerFile(directory),
            new Prober(
                Path.of("/nonexistent"),
                new ProbeHost(new KernelProbes()),
                new RunnerClient(Path.of("/nonexistent"))),
            ipvs,
            _ -> Sorted.set(),
            new MonotonicClock());
    Event.Started started = new Event.Started(HostFacts.read().identity(), Memory.NONE, null);
    owner =
        Thread.ofPlatform()
            .unstarted(() -> {
              try {
                loop.run(started, said::add);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @BeforeEach
  void start() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ip link add agent0 type dummy");
    Shell.sh("ip link set agent0 up");
    owner.start();
    loop.post(new Event.SessionOpened());
  }

  @AfterEach
  void stop() throws InterruptedException {
    loop.stop();
    owner.join();
    ipvs.close();
    devices.close();
    routes.close();
    packets.close();
    addresses.close();
    Shell.sh("ip link del agent0");
    Shell.sh("ipvsadm -C");
  }

  @Test
  void whatThisKernelCannotDoIsRejectedByNameAndTheRestIsApplied() throws Exception {
    loop.post(
        new Event.DesiredArrived(
            desired(
                1, Map.of(tcp(80), service("good", "wlc"), tcp(81), service("bad", "nosuch")))));

    Rejected rejected = await(Rejected.class);

    assertThat(rejected.reasons())
        .anySatisfy(reason -> {
          assertThat(reason.object()).isEqualTo("ipvsadm -A -t 192.0.2.100:81 -s nosuch");
          assertThat(reason.code()).isEqualTo("ENOENT");
          assertThat(reason.detail()).contains("ip_vs_nosuch");
        });
    assertThat(Shell.lines("ipvsadm -Sn"))
        .containsExactly(
            "-A -t 192.0.2.100:80 -s wlc", "-a -t 192.0.2.100:80 -r 192.0.2.21:80 -g -w 5");
    assertThat(Shell.sh("ip -br address show dev agent0")).contains("192.0.2.100/24");

    loop.post(new Event.DesiredArrived(desired(2, Map.of(tcp(80), service("good", "wlc")))));

    assertThat(await(Applied.class).stamp().nodeRevision()).isEqualTo(2);
  }

  @Test
  void aForeignEntryStaysAsItIs() throws Exception {
    Shell.sh("ipvsadm -A -t 192.0.2.9:99 -s sh");
    loop.post(new Event.DesiredArrived(desired(1, Map.of(tcp(80), service("good", "rr")))));
    await(Applied.class);

    loop.post(new Event.DesiredArrived(desired(2, Map.of())));

    assertThat(await(Applied.class).stamp().nodeRevision()).isEqualTo(2);
    assertThat(Shell.lines("ipvsadm -Sn")).containsExactly("-A -t 192.0.2.9:99 -s sh");
  }

  private <M extends AgentMessage> M await(Class<M> kind) throws InterruptedException {
    while (true) {
      AgentMessage message = said.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("a message of the agent within 20 s").isNotNull();
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  private static VirtualServiceKey tcp(int port) {
    return new AddressKey(Protocol.TCP, VIP, port);
  }

  private static ServiceSpec service(String name, String scheduler) {
    RealServerConfig config = RealServerConfig.of(ForwardingMethod.DIRECT_ROUTING, new Weight(5));
    int port = name.equals("good") ? 80 : 81;
    return ServiceSpec.of(
        name,
        new VirtualServiceConfig(scheduler, new TreeSet<>(), null, false),
        OnFailure.REMOVE,
        Sorted.map(
            Map.of(
                new RealServerKey(REAL_SERVER, port),
                new RealServerSpec("one", config, null, Sorted.set(), Sorted.set()))));
  }

  private static Desired desired(long revision, Map<VirtualServiceKey, ServiceSpec> services) {
    DirectorState director =
        DirectorState.of(
            new ClusterId("web"),
            DirectorRole.ALONE,
            Sorted.set(List.of(new LocalAddress("agent0", VIP, 24))),
            Sorted.map(services),
            Sorted.map());
    NodeState state = NodeState.of(new NodeId("director"), director, Sorted.map(), Sorted.map());
    return new Desired(new Stamp("one", revision, Sorted.map()), state, 0);
  }
}
