package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Timeouts of ip_vs; one that is not written is the kernel's own default.
public record DeclaredTimeouts(
    @Nullable Duration tcp, @Nullable Duration tcpFin, @Nullable Duration udp) {

  /// `tcp_timeouts` and `udp_timeouts` of `ip_vs_proto_tcp.c` and `ip_vs_proto_udp.c`.
  public static final Timeouts KERNEL =
      new Timeouts(Duration.ofMinutes(15), Duration.ofMinutes(2), Duration.ofMinutes(5));

  public Timeouts effective() {
    return new Timeouts(
        tcp == null ? KERNEL.tcp() : tcp,
        tcpFin == null ? KERNEL.tcpFin() : tcpFin,
        udp == null ? KERNEL.udp() : udp);
  }
}
