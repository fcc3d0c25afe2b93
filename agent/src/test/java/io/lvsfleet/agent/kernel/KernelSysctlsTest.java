package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.agent.fake.Attempt;
import io.lvsfleet.agent.fake.SysctlTableContract;
import io.lvsfleet.model.SysctlKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract on the real kernel, with `sysctl` as the witness.
@Tag("kernel")
class KernelSysctlsTest extends SysctlTableContract {

  private final KernelSysctls table = new KernelSysctls();

  @Override
  protected SysctlTable table() {
    return table;
  }

  @AfterEach
  void sysctlReadsTheSame() throws KernelException {
    for (SysctlKey key : new SysctlKey[] {ARP_IGNORE, MEDIUM}) {
      assertThat(table.read(key)).contains(Shell.sh("sysctl -n " + key).strip());
      Shell.sh("sysctl -qw " + key + "=0");
    }
  }

  @Test
  void listsAreReadWholeWithSingleSpaces() throws KernelException {
    SysctlKey key = new SysctlKey("net.ipv4.ip_local_port_range");
    table.write(key, "32768 60999");
    assertThat(table.read(key)).contains("32768 60999");
    assertThat(Shell.sh("sysctl -n " + key).strip()).isEqualTo("32768\t60999");
  }

  @Test
  void aSlashStandsForADotInAnInterfaceName() throws KernelException {
    Shell.sh("ip link add v.10 type dummy");
    SysctlKey key = new SysctlKey("net.ipv4.conf.v/10.arp_ignore");
    table.write(key, "2");
    assertThat(Shell.sh("cat /proc/sys/net/ipv4/conf/v.10/arp_ignore").strip()).isEqualTo("2");
    assertThat(table.read(key)).contains("2");
    Shell.sh("ip link del v.10");
  }

  @Test
  void noNameLeadsOutOfTheDirectory() {
    SysctlKey upwards = new SysctlKey("net.//.kernel.hostname");
    assertThat(Attempt.of(() -> table.read(upwards))).isEqualTo("EINVAL");
    assertThat(Attempt.of(() -> table.write(upwards, "x"))).isEqualTo("EINVAL");
  }
}
