package io.lvsfleet.model;

import java.time.Duration;

/// How long ip_vs remembers a connection that exchanges nothing (`ipvsadm --set`). Per network
/// namespace; they cannot be absent, so what was there before is restored and not removed.
///
/// @param tcp established TCP, whole seconds (kernel's default 900)
/// @param tcpFin TCP after a FIN (120)
/// @param udp UDP (300)
public record Timeouts(Duration tcp, Duration tcpFin, Duration udp) {

  /// `MAX_TIMEOUT` would be `INT_MAX / HZ` (`ip_vs_set_timeout`); a month is enough everywhere.
  public static final Duration MAX = Duration.ofDays(31);

  public Timeouts {
    require(tcp);
    require(tcpFin);
    require(udp);
  }

  private static void require(Duration timeout) {
    if (timeout.toSeconds() < 1 || timeout.toNanosPart() != 0 || timeout.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          "an ip_vs timeout is 1 s to 31 days in whole seconds, not " + timeout);
    }
  }

  /// In `ipvsadm`'s words: `--set 900 120 300`.
  public String describe() {
    return "--set " + tcp.toSeconds() + " " + tcpFin.toSeconds() + " " + udp.toSeconds();
  }
}
