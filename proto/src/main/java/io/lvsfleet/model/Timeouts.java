package io.lvsfleet.model;

import java.time.Duration;

/// How long ip_vs remembers a connection that exchanges nothing (`ipvsadm --set`). Per network
/// namespace; they cannot be absent, so what was there before is restored and not removed.
///
/// @param tcp established TCP, whole seconds (kernel's default 900)
/// @param tcpFin TCP after a FIN (120)
/// @param udp UDP (300)
public record Timeouts(Duration tcp, Duration tcpFin, Duration udp) {

  /// What every kernel takes: `INT_MAX / HZ` (`ip_vs_set_timeout`) with 1000 ticks a second.
  public static final Duration MAX = Duration.ofDays(24);

  /// The same with the fewest ticks there are, 100: another program may have set as much.
  private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE / 100);

  public Timeouts {
    require(tcp);
    require(tcpFin);
    require(udp);
  }

  private static void require(Duration timeout) {
    if (timeout.toSeconds() < 1 || timeout.toNanosPart() != 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "an ip_vs timeout is 1 s to 248 days in whole seconds, not " + timeout);
    }
  }

  /// In `ipvsadm`'s words: `--set 900 120 300`.
  public String describe() {
    return "--set " + tcp.toSeconds() + " " + tcpFin.toSeconds() + " " + udp.toSeconds();
  }
}
