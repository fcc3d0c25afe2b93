package io.lvsfleet.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a real server gets from one director now.
///
/// @param service the operator's name of the virtual service
/// @param realServer the operator's name of the real server
/// @param present whether it belongs in the table at all
/// @param since when it came into this state
/// @param reason in words, for example `check tcp is down: connection refused`
/// @param drain how far it is; null when it is not drained
public record EffectiveServer(
    String service,
    String realServer,
    boolean present,
    Weight weight,
    ServerState state,
    Instant since,
    String reason,
    @Nullable DrainProgress drain) {

  /// How far a drain is.
  ///
  /// @param active connections it still has; null before they were counted
  /// @param persistent templates that tie clients to it
  /// @param left what may be left when it goes
  /// @param estimated when it will be through if it goes on like this; null when nobody can say
  /// @param deadline when it goes whatever is left; null for never
  public record DrainProgress(
      @Nullable Long active,
      @Nullable Long persistent,
      long left,
      @Nullable Instant estimated,
      @Nullable Instant deadline) {}
}
