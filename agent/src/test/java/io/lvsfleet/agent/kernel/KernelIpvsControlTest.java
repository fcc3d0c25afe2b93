package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lvsfleet.agent.core.port.IpvsControl;
import io.lvsfleet.agent.core.port.IpvsTable;
import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.IpvsControlContract;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.IpvsSettings;
import io.lvsfleet.model.SyncDaemon;
import io.lvsfleet.model.SyncDaemon.Role;
import io.lvsfleet.model.Timeouts;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `ipvsadm` as the witness of every change.
@Tag("kernel")
class KernelIpvsControlTest extends IpvsControlContract {

  private final KernelIpvs ipvs;

  KernelIpvsControlTest() throws KernelException {
    ipvs = new KernelIpvs(oddity -> {});
  }

  @Override
  protected IpvsControl control() {
    return new Witnessed(ipvs);
  }

  @Override
  protected IpvsTable table() {
    return ipvs;
  }

  @BeforeEach
  void asAfterABoot() {
    Shell.sh("ipvsadm -C");
    Shell.sh("ipvsadm " + DEFAULT.describe());
    Shell.sh("ip link add sync0 type dummy");
    Shell.sh("ip address add 192.0.2.1/24 dev sync0");
    Shell.sh("ip address add fd00:5::1/64 dev sync0 nodad");
    Shell.sh("ip link set sync0 up multicast on");
  }

  @AfterEach
  void nothingIsLeft() throws KernelException {
    for (Role role : ipvs.settings().syncDaemons().keySet()) {
      Shell.sh("ipvsadm --stop-daemon " + role.word());
    }
    ipvs.close();
    Shell.sh("ip link del sync0");
    Shell.sh("ipvsadm " + DEFAULT.describe());
    Shell.sh("ipvsadm -C");
  }

  /// Asks `ipvsadm` whether it sees the same, whenever the settings are read.
  private record Witnessed(IpvsControl real) implements IpvsControl {

    @Override
    public IpvsSettings settings() throws KernelException {
      IpvsSettings settings = real.settings();
      Timeouts timeouts = Objects.requireNonNull(settings.timeouts());
      assertThat(Shell.lines("ipvsadm -L --timeout"))
          .containsExactly(
              "Timeout (tcp tcpfin udp): "
                  + timeouts.tcp().toSeconds()
                  + " "
                  + timeouts.tcpFin().toSeconds()
                  + " "
                  + timeouts.udp().toSeconds());
      assertThat(Shell.lines("ipvsadm -L --daemon"))
          .containsExactlyInAnyOrderElementsOf(
              settings.syncDaemons().values().stream().map(Ipvsadm::daemon).toList());
      return settings;
    }

    @Override
    public void setTimeouts(Timeouts timeouts) throws KernelException {
      real.setTimeouts(timeouts);
    }

    @Override
    public void startSync(SyncDaemon daemon) throws KernelException {
      real.startSync(daemon);
    }

    @Override
    public void stopSync(Role role) throws KernelException {
      real.stopSync(role);
    }
  }

  @Test
  void aDaemonThatIpvsadmStartedHasTheKernelsDefaults() throws KernelException {
    Shell.sh("ipvsadm --start-daemon master --mcast-interface sync0 --syncid 7");
    assertThat(control().settings().syncDaemons().values()).containsExactly(MASTER);
    assertThat(Attempt.of(() -> ipvs.startSync(MASTER))).isEqualTo("EEXIST");
  }

  @Test
  void aMasterNeedsAnAddressOfItsGroupsFamily() {
    Shell.sh("ip -6 address flush dev sync0");
    SyncDaemon six =
        new SyncDaemon(Role.MASTER, "sync0", 1, 1_000, IpAddress.parse("ff05::81"), 8848, 1);
    assertThatThrownBy(() -> ipvs.startSync(six))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("EADDRNOTAVAIL: sync0 has no address of the group's family");
  }

  /// Often before its thread has run: see [KernelIpvs#stopSync].
  @Test
  void aDaemonCanBeStoppedAsSoonAsItWasStarted() throws KernelException {
    for (int i = 0; i < 500; i++) {
      SyncDaemon daemon = i % 2 == 0 ? MASTER : BACKUP;
      ipvs.startSync(daemon);
      ipvs.stopSync(daemon.role());
      assertThat(ipvs.settings().syncDaemons()).isEmpty();
    }
  }
}
