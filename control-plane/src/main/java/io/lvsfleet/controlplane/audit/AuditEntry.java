package io.lvsfleet.controlplane.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a request at one moment.
///
/// @param status of the answer; null when it is not answered yet
/// @param cluster it is about
/// @param revision that it made
/// @param detail whatever else there is to say; never a secret
public record AuditEntry(
    Request request,
    Instant at,
    @Nullable Integer status,
    @Nullable String cluster,
    @Nullable Long revision,
    @Nullable String detail) {

  /// An entry in its place.
  ///
  /// @param id grows, with gaps
  public record Stored(long id, AuditEntry entry) {}
}
