package io.lvsfleet.model;

import java.time.Instant;

/// Somebody else changed what is ours.
///
/// @param operation that undoes it, in words
/// @param repaired whether it was done, or only told
public record Drift(Instant at, String operation, boolean repaired) {}
