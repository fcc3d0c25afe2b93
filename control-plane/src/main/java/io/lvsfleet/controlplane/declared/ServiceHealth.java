package io.lvsfleet.controlplane.declared;

import static io.lvsfleet.controlplane.declared.OptionField.flag;
import static io.lvsfleet.controlplane.declared.OptionField.group;
import static io.lvsfleet.controlplane.declared.OptionField.number;
import static io.lvsfleet.controlplane.declared.OptionField.text;
import static io.lvsfleet.controlplane.declared.OptionField.time;

import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.HealthPolicy.FlapDamping;
import io.lvsfleet.model.HealthPolicy.PanicThreshold;
import io.lvsfleet.model.HealthPolicy.Quorum;
import io.lvsfleet.model.HealthPolicy.SorryServer;
import io.lvsfleet.model.HealthPolicy.WeightRange;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Port;
import io.lvsfleet.model.Weight;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a service says about the weights of its real servers, as far as it is written.
public record ServiceHealth(Options options) {

  public static final ServiceHealth NONE = new ServiceHealth(Options.NONE);

  /// The fields, which stand in the service itself.
  public static final List<OptionField> FIELDS =
      List.of(
          group(
              "quorum",
              List.of(
                  number("up", 1, Integer.MAX_VALUE), number("hysteresis", 0, Integer.MAX_VALUE))),
          group("sorryServer", List.of(text("address"), number("port", 1, Port.MAX))),
          flag("alpha"),
          time("reentryDelay"),
          time("slowStart"),
          group(
              "flapDamping",
              List.of(number("falls", 2, FlapDamping.MAX_FALLS), time("window"), time("penalty"))),
          group("panicThreshold", List.of(number("percent", 1, 100), time("window"))),
          group(
              "dynamicWeight", List.of(number("min", 0, Weight.MAX), number("max", 0, Weight.MAX))),
          time("silence"));

  public static final int DEFAULT_FALLS = 3;
  public static final Duration DEFAULT_FLAP_WINDOW = Duration.ofMinutes(5);
  public static final Duration DEFAULT_PENALTY = Duration.ofMinutes(5);

  public boolean isAlpha() {
    return options.flag("alpha");
  }

  /// Null when none is written.
  public @Nullable String sorryAddress() {
    return options.group("sorryServer").text("address");
  }

  /// @param port the service's
  public int sorryPort(int port) {
    return options.group("sorryServer").integer("port", port);
  }

  public Quorum quorum() {
    Options quorum = options.group("quorum");
    return new Quorum(quorum.integer("up", 1), quorum.integer("hysteresis", 0));
  }

  /// @param sorry null for none
  /// @throws IllegalArgumentException when the parts do not fit each other
  public HealthPolicy effective(OnFailure onFailure, @Nullable SorryServer sorry) {
    return new HealthPolicy(
        onFailure,
        quorum(),
        sorry,
        isAlpha(),
        options.time("reentryDelay", Duration.ZERO),
        options.time("slowStart", Duration.ZERO),
        damping(),
        panic(sorry),
        range(),
        options.has("silence") ? options.time("silence", Duration.ZERO) : null);
  }

  private @Nullable FlapDamping damping() {
    if (!options.has("flapDamping")) {
      return null;
    }
    Options damping = options.group("flapDamping");
    return new FlapDamping(
        damping.integer("falls", DEFAULT_FALLS),
        damping.time("window", DEFAULT_FLAP_WINDOW),
        damping.time("penalty", DEFAULT_PENALTY));
  }

  /// 100 percent are never exceeded. Who declared a sorry server wants it to answer when all fail:
  /// during a panic it never would.
  private @Nullable PanicThreshold panic(@Nullable SorryServer sorry) {
    if (sorry != null && !options.has("panicThreshold")) {
      return null;
    }
    Options panic = options.group("panicThreshold");
    int percent = panic.integer("percent", PanicThreshold.DEFAULT.percent());
    return percent == 100
        ? null
        : new PanicThreshold(percent, panic.time("window", PanicThreshold.DEFAULT.window()));
  }

  private WeightRange range() {
    Options range = options.group("dynamicWeight");
    return new WeightRange(
        new Weight(range.integer("min", 0)), new Weight(range.integer("max", Weight.MAX)));
  }
}
