package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Timing;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A check of every real server of a service.
///
/// @param use the template whose fields hold where none is written here
/// @param type null only beside `use`
/// @param agree of two witnesses, whose word counts
/// @param options the fields of its type; none beside `use`
public record DeclaredCheck(
    @Nullable String use,
    @Nullable CheckType type,
    @Nullable From from,
    @Nullable Agree agree,
    DeclaredTiming timing,
    Options options)
    implements Fragment {

  /// The name of the check a service has that writes none.
  public static final String DEFAULT_NAME = "tcp";

  /// The check a service has that writes none.
  public static final DeclaredCheck DEFAULT =
      new DeclaredCheck(null, CheckType.TCP, null, null, DeclaredTiming.NONE, Options.NONE);

  /// How often it asks, as far as it is written.
  public record DeclaredTiming(
      @Nullable Duration interval,
      @Nullable Duration timeout,
      @Nullable Integer fall,
      @Nullable Integer rise,
      @Nullable Duration fastInterval,
      @Nullable Duration restartGrace) {

    public static final DeclaredTiming NONE =
        new DeclaredTiming(null, null, null, null, null, null);

    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(6);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
    public static final int DEFAULT_COUNT = 2;

    public DeclaredTiming over(DeclaredTiming other) {
      return new DeclaredTiming(
          interval == null ? other.interval : interval,
          timeout == null ? other.timeout : timeout,
          fall == null ? other.fall : fall,
          rise == null ? other.rise : rise,
          fastInterval == null ? other.fastInterval : fastInterval,
          restartGrace == null ? other.restartGrace : restartGrace);
    }

    public Duration effectiveInterval() {
      return interval == null ? DEFAULT_INTERVAL : interval;
    }

    /// Not written: 3 s, or the interval when that is shorter.
    public Duration effectiveTimeout() {
      return timeout == null ? shorter(DEFAULT_TIMEOUT, effectiveInterval()) : timeout;
    }

    /// Not written: the interval.
    public Duration effectiveFastInterval() {
      return fastInterval == null ? effectiveInterval() : fastInterval;
    }

    /// @param isAlpha whether it is down until it was seen up
    public Timing effective(boolean isAlpha) {
      return new Timing(
          effectiveInterval(),
          effectiveTimeout(),
          fall == null ? DEFAULT_COUNT : fall,
          rise == null ? DEFAULT_COUNT : rise,
          effectiveFastInterval(),
          isAlpha ? Timing.Initially.DOWN : Timing.Initially.UP,
          restartGrace == null ? Duration.ZERO : restartGrace);
    }

    private static Duration shorter(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? a : b;
    }
  }

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

  /// When two have looked.
  public enum Agree {
    /// One that says down is enough.
    ANY("any", Witnessing.ANY),
    /// It is down when both say so.
    ALL("all", Witnessing.ALL),
    /// The real server's word counts until the director has one.
    DIRECTOR("director", Witnessing.DIRECTOR_DECIDES),
    /// The director's word counts while the real server's agent is silent.
    REAL_SERVER("realServer", Witnessing.REAL_SERVER_DECIDES);

    private final String word;
    private final Witnessing witnessing;

    Agree(String word, Witnessing witnessing) {
      this.word = word;
      this.witnessing = witnessing;
    }

    public String word() {
      return word;
    }
  }

  /// The check with what its template says. One whose template is not there stays as it is.
  public DeclaredCheck resolved(SortedMap<String, DeclaredCheck> templates) {
    DeclaredCheck template = use == null ? null : templates.get(use);
    return template == null
        ? this
        : new DeclaredCheck(
            null,
            template.type,
            from == null ? template.from : from,
            agree == null ? template.agree : agree,
            timing.over(template.timing),
            template.options);
  }

  /// Who performs it; not written: both, where both can.
  public From effectiveFrom() {
    if (from != null) {
      return from;
    }
    return type != null
            && (type.asks() == CheckType.Asks.ITS_OWN_NODE || type.asks() == CheckType.Asks.A_NODE)
        ? From.REAL_SERVER
        : From.BOTH;
  }

  public Witnessing effectiveWitnessing() {
    return switch (effectiveFrom()) {
      case DIRECTOR -> Witnessing.DIRECTOR;
      case REAL_SERVER -> Witnessing.REAL_SERVER;
      case BOTH -> agree == null ? Witnessing.ANY : agree.witnessing;
    };
  }
}
