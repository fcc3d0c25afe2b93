package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredOverride;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.SortedMap;

/// An override that stands.
///
/// @param owner who ordered it, or changed it last
/// @param since when it began
/// @param changed the image of the topology that it came with, or changed in: never the same for
///   two that have the same key one after the other
/// @param scope the directors that had to hear of it, each with the number of its state that says
///   so
public record StandingOverride(
    OverrideKey key,
    DeclaredOverride declared,
    String owner,
    Instant since,
    long changed,
    SortedMap<NodeId, Long> scope) {

  public StandingOverride {
    scope = Sorted.map(scope);
  }
}
