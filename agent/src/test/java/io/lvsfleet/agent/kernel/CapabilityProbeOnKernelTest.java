package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.SysctlKey;
import io.lvsfleet.model.Tunnel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the lab's kernel is known to have, and that nobody notices the asking.
@Tag("kernel")
class CapabilityProbeOnKernelTest {

  private final List<String> problems = new ArrayList<>();

  private Capabilities read() throws Exception {
    return new CapabilityProbe(HostFacts.read(), problems::add).read("1.0.9");
  }

  @Test
  void whatTheKernelCanDoIsTried() throws Exception {
    Capabilities found = read();

    assertThat(problems).isEmpty();
    assertThat(Shell.sh("ipvsadm -Ln")).contains("size=" + found.connectionTableSize() + ")");
    assertThat(Shell.sh("ipvsadm --version")).contains("IPVS v" + found.ipvsVersion() + ")");
    // Debian's kernels are without twos.
    assertThat(found.schedulers())
        .contains(
            "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq");
    assertThat(found.engines()).containsExactly("sip");
    assertThat(found.tunnels()).containsExactly(Tunnel.Type.values());
    assertThat(found.protocols()).containsExactly(Protocol.values());
    assertThat(found.devices()).contains(Device.Kind.DUMMY, Device.Kind.IPIP);
    assertThat(found.ipv6()).isTrue();
    assertThat(found.packetFilter()).isEqualTo("1.0.9");
    assertThat(found.parameters())
        .contains(
            new SysctlKey("net.ipv4.vs.conn_reuse_mode"), new SysctlKey("net.ipv4.vs.conntrack"));
  }

  @Test
  void nothingOnTheHostIsTouched() throws Exception {
    String before = everything();
    read();
    assertThat(everything()).isEqualTo(before);
  }

  private static String everything() {
    return Shell.sh("ipvsadm -Sn")
        + Shell.sh("ip -details link")
        + Shell.sh("ip address")
        + Shell.sh("ip netns list")
        + Shell.sh("sysctl net.ipv4.vs");
  }
}
