package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a check stands.
///
/// @param verdict null until there is one
/// @param contrary results in a row that speak against the verdict
/// @param due when the next probe starts
/// @param running whether a probe is under way
/// @param suspected when something on this host told that the service may have ended; null when
///   nothing did, or it was looked into
public record CheckState(
    CheckSpec spec,
    @Nullable CheckVerdict verdict,
    int contrary,
    Instant due,
    boolean running,
    @Nullable Instant suspected) {

  CheckState with(@Nullable CheckVerdict newVerdict, int newContrary) {
    return new CheckState(spec, newVerdict, newContrary, due, running, suspected);
  }

  CheckState at(Instant newDue, boolean nowRunning) {
    return new CheckState(spec, verdict, contrary, newDue, nowRunning, suspected);
  }

  CheckState suspectedAt(@Nullable Instant when) {
    return new CheckState(spec, verdict, contrary, due, running, when);
  }
}
