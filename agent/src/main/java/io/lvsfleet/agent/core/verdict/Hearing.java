package io.lvsfleet.agent.core.verdict;

import io.lvsfleet.model.CheckKey;
import io.lvsfleet.model.CheckVerdict;
import io.lvsfleet.model.HealthPolicy;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerSpec;
import io.lvsfleet.model.Transition.Testimony;
import io.lvsfleet.model.WeightAdvice;
import io.lvsfleet.model.WitnessReport;
import io.lvsfleet.model.Witnessing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All witnesses of one real server are heard.
///
/// - A check nobody has a verdict on counts as up, except in alpha mode.
/// - A reported failure may be out of date when its reporter, or our own session, is gone. Then a
///   check of our own that succeeds outweighs it, and without one it stands.
/// - Silence itself is a failure only when the policy says after how long.
///
/// @param failure in words; null when no check is down
/// @param failedAt when that began, by the verdict that says it; null when no check is down
/// @param unknown the first check nobody has a verdict on; null when there is none
/// @param advice of all checks that gave one
/// @param wake when silence will have lasted too long; null when that is not ahead
record Hearing(
    @Nullable String failure,
    @Nullable Instant failedAt,
    @Nullable String unknown,
    List<WeightAdvice> advice,
    @Nullable Instant wake) {

  @SuppressWarnings("ReferenceEquality") // whose word it is, not what it says
  static Hearing of(RealServerSpec server, HealthPolicy policy, HealthView health, Instant now) {
    WitnessReport report = report(server, health);
    boolean silent = health.silent(report);
    String failure = null;
    Instant failedAt = null;
    String unknown = null;
    List<WeightAdvice> advice = List.of();
    for (Map.Entry<CheckKey, Witnessing> check : server.checks().entrySet()) {
      CheckKey key = check.getKey();
      Witnessing witnessing = check.getValue();
      CheckVerdict own = witnessing.director() ? health.own().get(key) : null;
      CheckVerdict reported =
          witnessing.realServer() && report != null ? report.checks().get(key) : null;
      CheckVerdict said =
          decide(witnessing, own, reported, silent && !overruled(report, own, reported));
      if (said == null) {
        unknown = unknown == null ? key.check() : unknown;
      } else if (failure == null
          && !said.up()
          && !(said == reported && silent && seenUp(server, health))) {
        failure = failure(key, said == own ? null : report, said);
        failedAt = said.since();
      }
      advice = add(add(advice, own), reported);
    }
    Instant silenceEnds = silenceEnds(server, policy, report);
    if (failure == null && silenceEnds != null && !now.isBefore(silenceEnds) && report != null) {
      failure =
          "the agent of %s is silent since %s, which counts as failed"
              .formatted(report.witness(), report.silentSince());
      failedAt = silenceEnds;
    }
    boolean ahead = silenceEnds != null && silenceEnds.isAfter(now);
    return new Hearing(failure, failedAt, unknown, advice, ahead ? silenceEnds : null);
  }

  /// Whether all checks were heard of, and no one has anything against it.
  boolean well() {
    return failure == null && unknown == null;
  }

  private static @Nullable WitnessReport report(RealServerSpec server, HealthView health) {
    RealServerSpec.Gate gate = server.gate();
    return gate == null ? null : health.witnesses().get(gate.node());
  }

  /// The word that counts; null when nobody has said any.
  private static @Nullable CheckVerdict decide(
      Witnessing witnessing,
      @Nullable CheckVerdict own,
      @Nullable CheckVerdict reported,
      boolean silent) {
    return switch (witnessing) {
      case DIRECTOR -> own;
      case REAL_SERVER -> reported;
      case ANY -> worse(own, silent && own != null && own.up() ? null : reported);
      case ALL -> better(own, silent && own != null ? null : reported);
      case DIRECTOR_DECIDES -> own != null ? own : reported;
      case REAL_SERVER_DECIDES -> reported == null || (silent && own != null) ? own : reported;
    };
  }

  /// Whether a failure of our own was contradicted when the reporter could still be heard. That our
  /// session is lost is no news about the server, so it stays contradicted; what fails later does
  /// not. A reporter known to be silent contradicts nobody.
  private static boolean overruled(
      @Nullable WitnessReport report, @Nullable CheckVerdict own, @Nullable CheckVerdict reported) {
    return report != null
        && report.heardUntil() != null
        && own != null
        && !own.up()
        && reported != null
        && reported.up()
        && own.since().isBefore(report.heardUntil());
  }

  private static @Nullable CheckVerdict worse(@Nullable CheckVerdict a, @Nullable CheckVerdict b) {
    return a == null || (a.up() && b != null) ? b : a;
  }

  private static @Nullable CheckVerdict better(@Nullable CheckVerdict a, @Nullable CheckVerdict b) {
    return a == null || (!a.up() && b != null && b.up()) ? b : a;
  }

  private static boolean seenUp(RealServerSpec server, HealthView health) {
    for (Map.Entry<CheckKey, Witnessing> check : server.checks().entrySet()) {
      CheckVerdict own = check.getValue().director() ? health.own().get(check.getKey()) : null;
      if (own != null && own.up()) {
        return true;
      }
    }
    return false;
  }

  private static String failure(CheckKey key, @Nullable WitnessReport reporter, CheckVerdict said) {
    String where = reporter == null ? "" : " on " + reporter.witness();
    return "check " + key.check() + where + " is down: " + said.words();
  }

  private static List<WeightAdvice> add(List<WeightAdvice> all, @Nullable CheckVerdict verdict) {
    WeightAdvice advice = verdict != null && verdict.up() ? verdict.advice() : null;
    if (advice == null) {
      return all;
    }
    List<WeightAdvice> more = new ArrayList<>(all);
    more.add(advice);
    return more;
  }

  private static @Nullable Instant silenceEnds(
      RealServerSpec server, HealthPolicy policy, @Nullable WitnessReport report) {
    Duration silence = policy.silence();
    return silence == null
            || report == null
            || report.connected()
            || report.silentSince() == null
            || server.gate() == null
        ? null
        : report.silentSince().plus(silence);
  }

  /// What every witness says, for whoever asks why.
  static List<Testimony> testimonies(NodeId self, RealServerSpec server, HealthView health) {
    WitnessReport report = report(server, health);
    RealServerSpec.Gate gate = server.gate();
    List<Testimony> all = new ArrayList<>();
    server
        .checks()
        .forEach((key, witnessing) -> {
          if (witnessing.director()) {
            all.add(new Testimony(self, key.check(), false, health.own().get(key)));
          }
          if (witnessing.realServer() && gate != null) {
            all.add(
                new Testimony(
                    gate.node(),
                    key.check(),
                    health.silent(report),
                    report == null ? null : report.checks().get(key)));
          }
        });
    return all;
  }
}
