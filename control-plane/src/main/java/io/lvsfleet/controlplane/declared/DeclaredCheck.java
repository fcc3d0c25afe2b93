package io.lvsfleet.controlplane.declared;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A check of every real server of a service: a TCP connect, the only type of this version.
///
/// @param port not written means the real server's own
public record DeclaredCheck(
    @Nullable From from,
    @Nullable Integer port,
    @Nullable Duration interval,
    @Nullable Duration timeout,
    @Nullable Integer fall,
    @Nullable Integer rise)
    implements Fragment {

  /// The name of the check a service has that writes none.
  public static final String DEFAULT_NAME = "tcp";

  /// The check a service has that writes none.
  public static final DeclaredCheck DEFAULT = new DeclaredCheck(null, null, null, null, null, null);

  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(6);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
  public static final int DEFAULT_FALL = 2;
  public static final int DEFAULT_RISE = 2;

  /// Who performs it.
  public enum From {
    BOTH("both"),
    DIRECTOR("director"),
    REAL_SERVER("realServer");

    private final String word;

    From(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public boolean director() {
      return this != REAL_SERVER;
    }

    public boolean realServer() {
      return this != DIRECTOR;
    }
  }

  public From effectiveFrom() {
    return from == null ? From.BOTH : from;
  }

  public Duration effectiveInterval() {
    return interval == null ? DEFAULT_INTERVAL : interval;
  }

  /// Not written: 3 s, or the interval when that is shorter.
  public Duration effectiveTimeout() {
    if (timeout != null) {
      return timeout;
    }
    return effectiveInterval().compareTo(DEFAULT_TIMEOUT) < 0
        ? effectiveInterval()
        : DEFAULT_TIMEOUT;
  }

  public int effectiveFall() {
    return fall == null ? DEFAULT_FALL : fall;
  }

  public int effectiveRise() {
    return rise == null ? DEFAULT_RISE : rise;
  }
}
