package io.lvsfleet.model;

import io.lvsfleet.model.ProbeOutcome.Evidence;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a witness found out about a check.
///
/// @param since when the state was entered
/// @param evidence of the probe that decided it
/// @param advice on the weight; null for none
/// @param warning what is well but will not stay so; empty for none
public record CheckVerdict(
    State state, Instant since, Evidence evidence, @Nullable WeightAdvice advice, String warning) {

  public enum State {
    UP,
    DOWN
  }

  /// Without advice and warning.
  public static CheckVerdict of(State state, Instant since, Evidence evidence) {
    return new CheckVerdict(state, since, evidence, null, "");
  }

  /// Of which there are only words.
  public static CheckVerdict of(State state, Instant since, String seen) {
    return of(state, since, new Evidence("", seen, "", Duration.ZERO));
  }

  /// What was found, for people.
  public String words() {
    return evidence.sent().isEmpty() ? evidence.seen() : evidence.toString();
  }

  public boolean up() {
    return state == State.UP;
  }
}
