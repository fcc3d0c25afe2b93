package io.lvsfleet.agent.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.agent.core.port.KernelException;
import io.lvsfleet.agent.core.port.SysctlTable;
import io.lvsfleet.model.SysctlKey;
import org.junit.jupiter.api.Test;

/// What every table of kernel parameters does, the kernel's and the fake.
public abstract class SysctlTableContract {

  protected static final SysctlKey ARP_IGNORE = new SysctlKey("net.ipv4.conf.lo.arp_ignore");
  protected static final SysctlKey MEDIUM = new SysctlKey("net.ipv4.conf.lo.medium_id");
  private static final SysctlKey NO_SUCH = new SysctlKey("net.ipv4.conf.lo.no_such_thing");

  /// With [#ARP_IGNORE] and [#MEDIUM] at 0.
  protected abstract SysctlTable table();

  @Test
  void aValueIsReadBackAsItWasWritten() throws KernelException {
    assertThat(table().read(ARP_IGNORE)).contains("0");
    table().write(ARP_IGNORE, "1");
    assertThat(table().read(ARP_IGNORE)).contains("1");
    table().write(ARP_IGNORE, "0");
    assertThat(table().read(ARP_IGNORE)).contains("0");
  }

  @Test
  void longAndNegativeNumbersAreReadWhole() throws KernelException {
    table().write(MEDIUM, "-1");
    assertThat(table().read(MEDIUM)).contains("-1");
    table().write(MEDIUM, "2000000000");
    assertThat(table().read(MEDIUM)).contains("2000000000");
  }

  @Test
  void aParameterThisKernelHasNotIsAbsentAndRefused() throws KernelException {
    assertThat(table().read(NO_SUCH)).isEmpty();
    assertThat(Attempt.of(() -> table().write(NO_SUCH, "1"))).isEqualTo("ENOENT");
    assertThat(table().read(NO_SUCH)).isEmpty();
  }

  @Test
  void wordsForANumberAreRefusedAndChangeNothing() throws KernelException {
    assertThat(Attempt.of(() -> table().write(ARP_IGNORE, "yes"))).isEqualTo("EINVAL");
    assertThat(table().read(ARP_IGNORE)).contains("0");
  }
}
