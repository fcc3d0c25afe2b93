package io.lvsfleet.agent.core;

import java.time.Duration;
import java.time.Instant;

/// When something that did not help may be tried again: after 1 s, 2 s, 4 s … at most 60 s.
///
/// @param attempts in a row
/// @param notBefore the next one
record Patience(int attempts, Instant notBefore) {

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);

  /// A calm of this length ends a row of attempts.
  static final Duration CALM = Duration.ofMinutes(2);

  static final Patience FULL = new Patience(0, Instant.MIN);

  boolean allows(Instant now) {
    return !now.isBefore(notBefore);
  }

  /// Whether nothing was tried for so long that the row is over.
  boolean calm(Instant now) {
    return attempts == 0 || now.isAfter(notBefore.plus(CALM));
  }

  Patience spend(Instant now) {
    int row = calm(now) ? 0 : attempts;
    Duration wait = row >= 6 ? LONGEST : FIRST.multipliedBy(1L << row);
    return new Patience(row + 1, now.plus(wait));
  }
}
