package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Sorted;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SyncDaemon.Role;
import io.lvsfleet.model.Timeouts;
import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;
import io.lvsfleet.model.VirtualServiceKey.AddressKey;
import io.lvsfleet.model.Weight;
import io.lvsfleet.reconcile.Operation.AddRealServer;
import io.lvsfleet.reconcile.Operation.AddService;
import io.lvsfleet.reconcile.Operation.EditRealServer;
import io.lvsfleet.reconcile.Operation.IpvsOperation;
import io.lvsfleet.reconcile.Operation.RemoveRealServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every ip_vs does with timeouts and sync daemons, the kernel's and the fake.
public abstract class IpvsControlContract {

  protected static final Timeouts DEFAULT = timeouts(900, 120, 300);
  protected static final SyncDaemon MASTER =
      new SyncDaemon(Role.MASTER, "sync0", 7, 1_472, SyncDaemon.DEFAULT_GROUP, 8848, 1);
  protected static final SyncDaemon BACKUP =
      new SyncDaemon(Role.BACKUP, "sync0", 7, 1_472, SyncDaemon.DEFAULT_GROUP, 8848, 1);

  private static final VirtualServiceKey WEB =
      new AddressKey(Protocol.TCP, IpAddress.parse("10.0.0.100"), 80);
  private static final RealServerKey SIX = new RealServerKey(IpAddress.parse("fd00:a::21"), 80);
  private static final RealServerConfig TUNNEL =
      RealServerConfig.of(ForwardingMethod.TUNNELING, Weight.ONE);

  /// Without daemons and with the timeouts it has after a boot; there is an interface `sync0` with
  /// addresses of both families.
  protected abstract IpvsControl control();

  /// The empty table of the same namespace.
  protected abstract IpvsTable table();

  protected static Timeouts timeouts(long tcp, long tcpFin, long udp) {
    return new Timeouts(
        Duration.ofSeconds(tcp), Duration.ofSeconds(tcpFin), Duration.ofSeconds(udp));
  }

  private void assertSettings(Timeouts timeouts, SyncDaemon... daemons) throws KernelException {
    SortedMap<Role, SyncDaemon> all = new TreeMap<>();
    for (SyncDaemon daemon : daemons) {
      all.put(daemon.role(), daemon);
    }
    assertThat(control().settings()).isEqualTo(new IpvsSettings(timeouts, all));
  }

  private String start(SyncDaemon daemon) {
    return Attempt.of(() -> control().startSync(daemon));
  }

  private String stop(Role role) {
    return Attempt.of(() -> control().stopSync(role));
  }

  private String attempt(IpvsOperation operation) {
    return Attempt.of(() -> table().execute(operation));
  }

  @Test
  void afterABootTheTimeoutsAreTheKernelsAndNothingIsSynced() throws KernelException {
    assertSettings(DEFAULT);
  }

  @Test
  void timeoutsAreReadBackAsTheyWereSet() throws KernelException {
    long longest = Timeouts.MAX.toSeconds();
    for (Timeouts timeouts :
        List.of(
            timeouts(1, 1, 1),
            timeouts(7, 8, 9),
            timeouts(longest, 1, 1),
            timeouts(1, longest, 1),
            timeouts(1, 1, longest),
            DEFAULT)) {
      control().setTimeouts(timeouts);
      assertSettings(timeouts);
    }
  }

  @Test
  void everyAttributeOfADaemonIsReadBackAsItWasStarted() throws KernelException {
    for (SyncDaemon daemon :
        List.of(
            MASTER,
            BACKUP,
            new SyncDaemon(Role.MASTER, "sync0", 0, 1, IpAddress.parse("239.1.2.3"), 1, 255),
            new SyncDaemon(Role.MASTER, "sync0", 255, 65_507, MASTER.group(), 65_535, 2),
            new SyncDaemon(Role.BACKUP, "sync0", 255, 1_024, IpAddress.parse("239.1.2.3"), 9, 9),
            new SyncDaemon(Role.BACKUP, "sync0", 1, 65_507, MASTER.group(), 65_535, 255),
            new SyncDaemon(Role.MASTER, "sync0", 1, 1, IpAddress.parse("ff05::81"), 8849, 3),
            new SyncDaemon(Role.BACKUP, "sync0", 1, 65_487, IpAddress.parse("ff02::81"), 1, 1))) {
      control().startSync(daemon);
      assertSettings(DEFAULT, daemon);
      control().stopSync(daemon.role());
      assertSettings(DEFAULT);
    }
  }

  @Test
  void oneOfEachRoleRuns() throws KernelException {
    control().startSync(MASTER);
    control().startSync(BACKUP);
    assertSettings(DEFAULT, MASTER, BACKUP);
    control().stopSync(Role.MASTER);
    assertSettings(DEFAULT, BACKUP);
  }

  @Test
  void aSecondOneOfARoleIsRefusedAndChangesNothing() throws KernelException {
    control().startSync(MASTER);
    SyncDaemon other = new SyncDaemon(Role.MASTER, "sync0", 9, 1_000, MASTER.group(), 9000, 5);
    assertThat(start(other)).isEqualTo("EEXIST");
    assertSettings(DEFAULT, MASTER);
  }

  @Test
  void noneIsStartedOnAnInterfaceThatIsNotThere() throws KernelException {
    SyncDaemon lost = new SyncDaemon(Role.MASTER, "nosuch0", 7, 1_472, MASTER.group(), 8848, 1);
    assertThat(start(lost)).isEqualTo("ENODEV");
    assertSettings(DEFAULT);
    control().startSync(MASTER);
    assertThat(start(lost)).as("the interface is looked up first").isEqualTo("ENODEV");
  }

  @Test
  void whatDoesNotRunCannotBeStopped() throws KernelException {
    assertThat(stop(Role.MASTER)).isEqualTo("ESRCH");
    control().startSync(MASTER);
    assertThat(stop(Role.BACKUP)).isEqualTo("ESRCH");
    assertSettings(DEFAULT, MASTER);
  }

  @Test
  void aTunnelToTheOtherFamilyKeepsDaemonsFromStarting() throws KernelException {
    table().execute(new AddService(WEB, VirtualServiceConfig.of(Scheduler.RR)));
    table().execute(new AddRealServer(WEB, SIX, TUNNEL));
    SyncDaemon lost = new SyncDaemon(Role.MASTER, "nosuch0", 7, 1_472, MASTER.group(), 8848, 1);
    assertThat(start(MASTER)).isEqualTo("EINVAL");
    assertThat(start(BACKUP)).isEqualTo("EINVAL");
    assertThat(start(lost)).as("before the interface is looked up").isEqualTo("EINVAL");
    assertSettings(DEFAULT);
    table().execute(new RemoveRealServer(WEB, SIX));
    assertThat(start(MASTER)).isEqualTo(Attempt.DONE);
  }

  @Test
  void aDaemonKeepsTunnelsToTheOtherFamilyOut() throws KernelException {
    table().execute(new AddService(WEB, VirtualServiceConfig.of(Scheduler.RR)));
    control().startSync(BACKUP);
    assertThat(attempt(new AddRealServer(WEB, SIX, TUNNEL))).isEqualTo("EINVAL");
    assertThat(attempt(new EditRealServer(WEB, SIX, TUNNEL))).isEqualTo("EINVAL");
    assertThat(attempt(new RemoveRealServer(WEB, SIX))).isEqualTo("ENOENT");
    RealServerKey four = new RealServerKey(IpAddress.parse("10.0.0.21"), 80);
    assertThat(attempt(new AddRealServer(WEB, four, TUNNEL))).isEqualTo(Attempt.DONE);
    control().stopSync(Role.BACKUP);
    assertThat(attempt(new AddRealServer(WEB, SIX, TUNNEL))).isEqualTo(Attempt.DONE);
    assertThat(table().get(WEB).orElseThrow().realServers())
        .isEqualTo(Sorted.map(Map.of(four, TUNNEL, SIX, TUNNEL)));
  }
}
