package io.lvsfleet.agent.core;

import java.time.Duration;
import java.time.Instant;

/// When what health has come to is written down. The first change is at once; when many follow they
/// share one writing a second, or a mass failure would spend its time on the disk. What a crash in
/// that second loses, the next probes and reports tell again.
///
/// @param last when it was written
/// @param owed whether something has changed since
record Saving(Instant last, boolean owed) {

  static final Saving NOTHING = new Saving(Instant.MIN, false);
  private static final Duration PACE = Duration.ofSeconds(1);

  boolean allowed(Instant now) {
    return last.equals(Instant.MIN) || !now.isBefore(last.plus(PACE));
  }

  Saving owing() {
    return new Saving(last, true);
  }

  /// When it has to be written; [Instant#MAX] when nothing is owed.
  Instant due() {
    return owed ? last.plus(PACE) : Instant.MAX;
  }
}
