package io.lvsfleet.controlplane.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened.
///
/// @param type for example `cluster.changed`, `agent.connected`
public record Event(
    Instant at,
    String type,
    @Nullable String cluster,
    @Nullable String node,
    @Nullable String author,
    String detail) {

  /// An event in its place.
  ///
  /// @param id grows in the order of the commits, without gaps
  public record Stored(long id, Event event) {}
}
