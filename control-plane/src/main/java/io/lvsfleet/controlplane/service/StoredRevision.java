package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A change that was made, without its document.
///
/// @param isRemoval whether it removed the cluster, so that it has no document
/// @param counts null when an earlier version made it, which did not count
/// @param outcome what became of its rollout; null when that is not decided
public record StoredRevision(
    ClusterId cluster,
    Revision revision,
    Author author,
    Instant at,
    boolean isRemoval,
    @Nullable ChangeCounts counts,
    @Nullable Outcome outcome) {

  /// A verdict that was reached.
  public record Outcome(Verdict.Outcome verdict, Instant at) {}
}
