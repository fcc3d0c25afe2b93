package io.lvsfleet.model;

import static io.lvsfleet.model.AddressFamily.IPV4;
import static io.lvsfleet.model.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.lvsfleet.model.Tunnel.Checksum;
import org.junit.jupiter.api.Test;

class TunnelOverheadTest {

  private static int bytes(Tunnel.Type type, Checksum checksum, AddressFamily outer) {
    return TunnelOverhead.bytes(
        new Tunnel(type, type == Tunnel.Type.GUE ? 6080 : 0, checksum), outer);
  }

  @Test
  void headersAreThoseIpVsPutsInFront() {
    assertThat(bytes(Tunnel.Type.IPIP, Checksum.NONE, IPV4)).isEqualTo(20);
    assertThat(bytes(Tunnel.Type.IPIP, Checksum.NONE, IPV6)).isEqualTo(40);
    assertThat(bytes(Tunnel.Type.GRE, Checksum.NONE, IPV4)).isEqualTo(24);
    assertThat(bytes(Tunnel.Type.GRE, Checksum.FULL, IPV4)).isEqualTo(28);
    assertThat(bytes(Tunnel.Type.GUE, Checksum.NONE, IPV4)).isEqualTo(32);
    assertThat(bytes(Tunnel.Type.GUE, Checksum.FULL, IPV4)).isEqualTo(32);
    assertThat(bytes(Tunnel.Type.GUE, Checksum.REMOTE, IPV4)).isEqualTo(40);
    assertThat(bytes(Tunnel.Type.GUE, Checksum.REMOTE, IPV6)).isEqualTo(60);
  }

  @Test
  void segmentsFitBehindAllHeaders() {
    assertThat(TunnelOverhead.maximumSegment(1500, Tunnel.IPIP, IPV4, IPV4)).isEqualTo(1440);
    assertThat(TunnelOverhead.maximumSegment(1500, Tunnel.IPIP, IPV4, IPV6)).isEqualTo(1420);
    assertThat(TunnelOverhead.maximumSegment(1500, Tunnel.IPIP, IPV6, IPV6)).isEqualTo(1400);
  }
}
