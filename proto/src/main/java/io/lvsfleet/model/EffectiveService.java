package io.lvsfleet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a virtual service stands with one director.
///
/// @param service the operator's name
/// @param quorum whether enough is up
/// @param since when that became so
/// @param weight of all that is up
/// @param sorrySince since when the sorry server answers; null when it does not
/// @param panicSince since when failed checks are not believed; null when they are
public record EffectiveService(
    String service,
    boolean quorum,
    Instant since,
    long weight,
    @Nullable Instant sorrySince,
    @Nullable Instant panicSince) {}
