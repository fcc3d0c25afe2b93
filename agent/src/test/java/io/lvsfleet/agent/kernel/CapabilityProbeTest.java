package io.lvsfleet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Capabilities;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Tunnel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilityProbeTest {

  private static final String RELEASE = "6.1.0-9-amd64";

  @TempDir private Path root;
  private final List<String> problems = new ArrayList<>();

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Capabilities fromFiles(String release) {
    return new CapabilityProbe(root, release, problems::add).fromFiles();
  }

  @Test
  void modulesThatAreBuiltInLoadedOrToBeLoadedCount() throws IOException {
    String directory = "lib/modules/" + RELEASE;
    file(
        directory + "/modules.dep",
        """
        kernel/net/netfilter/ipvs/ip_vs.ko: kernel/net/netfilter/nf_conntrack.ko
        kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz: kernel/net/netfilter/ipvs/ip_vs.ko.xz
        kernel/net/netfilter/ipvs/ip_vs_pe_sip.ko.zst:
        kernel/net/netfilter/ipvs/ip_vs_ftp.ko:
        kernel/drivers/net/dummy.ko:
        """);
    file(directory + "/modules.builtin", "kernel/net/ipv4/ipip.ko\nkernel/net/ipv6/ip6-gre.ko\n");
    file("proc/modules", "ip_vs_wlc 16384 1 - Live 0x0000000000000000\n");
    file("boot/config-" + RELEASE, "CONFIG_IP_VS_IPV6=y\nCONFIG_IP_VS_PROTO_TCP=y\n");

    Capabilities found = fromFiles(RELEASE);

    assertThat(found.schedulers()).containsExactly("rr", "wlc");
    assertThat(found.engines()).containsExactly("sip");
    assertThat(found.devices())
        .containsExactly(Device.Kind.DUMMY, Device.Kind.IPIP, Device.Kind.IP6GRE);
    assertThat(found.ipv6()).isTrue();
    assertThat(found.protocols()).containsExactly(Protocol.TCP);
    assertThat(found.tunnels()).containsExactly(Tunnel.Type.values());
  }

  @Test
  void aKernelOfOnePieceTellsNothingByFiles() {
    assertThat(fromFiles(RELEASE)).isEqualTo(Capabilities.UNKNOWN);
  }

  @Test
  void theConfigurationMayBeInTheKernelItself() throws IOException {
    Path file = root.resolve("proc/config.gz");
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "# CONFIG_IP_VS_PROTO_SCTP is not set\nCONFIG_IP_VS=m\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(HostModules.configured(root, RELEASE, "CONFIG_IP_VS")).contains(true);
    assertThat(HostModules.configured(root, RELEASE, "CONFIG_IP_VS_PROTO_SCTP")).contains(false);
    assertThat(HostModules.configured(root.resolve("none"), RELEASE, "CONFIG_IP_VS")).isEmpty();
  }

  @Test
  void tunnelsOtherThanIpipCameWithLinux53() throws IOException {
    file("proc/modules", "ip_vs 16384 1 - Live 0x0000000000000000\n");
    for (String old : List.of("4.19.0-27-amd64", "5.2.21", "rubbish", "5")) {
      assertThat(fromFiles(old).tunnels()).as(old).containsExactly(Tunnel.Type.IPIP);
    }
    for (String young : List.of("5.3.0", "5.10.0-1", "6.1", "7.3.4-uml")) {
      assertThat(fromFiles(young).tunnels()).as(young).containsExactly(Tunnel.Type.values());
    }
  }
}
