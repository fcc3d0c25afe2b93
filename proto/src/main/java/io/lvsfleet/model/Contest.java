package io.lvsfleet.model;

import java.time.Instant;

/// Somebody keeps changing back what the agent puts right.
///
/// @param object for example `10.0.0.100/24 dev eth0`
/// @param times it was put right
public record Contest(String object, int times, Instant since) {}
