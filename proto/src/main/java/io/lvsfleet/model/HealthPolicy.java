package io.lvsfleet.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a virtual service makes weights of what is known about its real servers.
///
/// @param onFailure what happens to a real server that must not get anything
/// @param quorum how much weight must be up
/// @param sorry answers alone while there is no quorum; null for none
/// @param alpha a real server that was never seen up gets nothing before each check has a verdict
/// @param reentryDelay from recovery until it gets anything
/// @param slowStart from its first weight after it was away to its whole weight
/// @param damping of one that comes and goes
/// @param panic when most of a pool fails at once
/// @param advised what checks may make of a weight
/// @param silence after which an agent that fell silent counts as a failed check; null: never. A
///   session lost between director and control plane is nobody's silence
public record HealthPolicy(
    OnFailure onFailure,
    Quorum quorum,
    @Nullable SorryServer sorry,
    boolean alpha,
    Duration reentryDelay,
    Duration slowStart,
    @Nullable FlapDamping damping,
    @Nullable PanicThreshold panic,
    WeightRange advised,
    @Nullable Duration silence) {

  public static final Duration MAX_TIME = Duration.ofDays(1);

  public HealthPolicy {
    requireTime("a reentry delay", reentryDelay);
    requireTime("a slow start", slowStart);
    if (silence != null) {
      requireTime("a silence", silence);
    }
  }

  /// One that comes back with its whole weight when its checks do; when more than half of the pool
  /// fails within 10 s, it stays.
  public static HealthPolicy of(OnFailure onFailure) {
    return new HealthPolicy(
        onFailure,
        Quorum.ONE,
        null,
        false,
        Duration.ZERO,
        Duration.ZERO,
        null,
        PanicThreshold.DEFAULT,
        WeightRange.ALL,
        null);
  }

  private static void requireTime(String what, Duration time) {
    if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(what + " is 0 to 24 h, not " + time);
    }
  }

  /// As keepalived counts: it is gained when the weights of real servers that are up reach `up +
  /// hysteresis`, and lost when they fall below `up - hysteresis`. In between it stays as it was.
  public record Quorum(int up, int hysteresis) {

    public static final Quorum ONE = new Quorum(1, 0);

    public Quorum {
      if (up < 1 || hysteresis < 0 || hysteresis >= up) {
        throw new IllegalArgumentException(
            "a quorum is at least 1 and its hysteresis less than it, not "
                + up
                + " and "
                + hysteresis);
      }
    }

    /// Whether there is one, after there was one or not.
    public boolean after(boolean before, long weight) {
      return before ? weight >= (long) up - hysteresis : weight >= (long) up + hysteresis;
    }
  }

  /// A real server that says sorry, or a spare one. It may be checked and have to be ready too.
  public record SorryServer(RealServerKey key, RealServerSpec server) {}

  /// One that fell `falls` times within a window stays away for a while after its last fall.
  public record FlapDamping(int falls, Duration window, Duration penalty) {

    public static final int MAX_FALLS = 100;

    public FlapDamping {
      if (falls < 2 || falls > MAX_FALLS) {
        throw new IllegalArgumentException("flapping is 2 to 100 falls, not " + falls);
      }
      requireTime("a window of flap damping", window);
      requireTime("a penalty of flap damping", penalty);
    }
  }

  /// When more than `percent` of the real servers that were up fail within a window, the check is
  /// taken to be broken, not the world: they keep what they had until fewer fail.
  ///
  /// @param window should be as long as it takes a check to fail
  public record PanicThreshold(int percent, Duration window) {

    /// Only that all failed at once is not believed: beside healthy ones, dead ones are dead.
    public static final PanicThreshold DEFAULT = new PanicThreshold(99, Duration.ofSeconds(10));

    public PanicThreshold {
      if (percent < 1 || percent > 99) {
        throw new IllegalArgumentException("a panic threshold is 1 to 99 %, not " + percent);
      }
      requireTime("a window of a panic threshold", window);
    }

    public boolean exceeded(int fallen, int pool) {
      return fallen * 100L > (long) percent * pool;
    }
  }

  public record WeightRange(Weight min, Weight max) {

    public static final WeightRange ALL = new WeightRange(Weight.ZERO, new Weight(Weight.MAX));

    public WeightRange {
      if (min.value() > max.value()) {
        throw new IllegalArgumentException(
            "weights range from a lower to a higher one, not from " + min + " to " + max);
      }
    }

    public Weight nearest(Weight weight) {
      return new Weight(Math.clamp(weight.value(), min.value(), max.value()));
    }
  }
}
