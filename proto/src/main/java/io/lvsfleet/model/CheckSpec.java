package io.lvsfleet.model;

import java.time.Duration;

/// A check a node performs: what is asked, and how often.
public record CheckSpec(Probe probe, Timing timing) {

  public static final Duration MIN_INTERVAL = Timing.MIN_INTERVAL;
  public static final Duration MAX_INTERVAL = Timing.MAX_INTERVAL;
  public static final int MAX_COUNT = Timing.MAX_COUNT;

  public static CheckSpec of(Probe probe, Duration interval, Duration timeout, int fall, int rise) {
    return new CheckSpec(probe, Timing.of(interval, timeout, fall, rise));
  }

  /// The plainest of all checks: a TCP connection can be established.
  public static CheckSpec tcp(
      IpAddress address, int port, Duration interval, Duration timeout, int fall, int rise) {
    return of(Probe.Tcp.connect(Target.of(address, port)), interval, timeout, fall, rise);
  }

  public Duration interval() {
    return timing.interval();
  }

  public Duration timeout() {
    return timing.timeout();
  }

  public int fall() {
    return timing.fall();
  }

  public int rise() {
    return timing.rise();
  }
}
