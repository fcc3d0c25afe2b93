package io.lvsfleet.agent.core.health;

import io.lvsfleet.model.CheckSpec;
import io.lvsfleet.model.CheckVerdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a check stands.
///
/// @param verdict null until there is one, which counts as up
/// @param contrary results in a row that speak against the verdict
/// @param due when the next probe starts
/// @param running whether a probe is under way
public record CheckState(
    CheckSpec spec, @Nullable CheckVerdict verdict, int contrary, Instant due, boolean running) {}
