package io.lvsfleet.controlplane.service;

import java.time.Instant;

/// How long revisions are kept.
public interface History {

  /// Forgets revisions that are older, or not among the newest of their cluster. The newest one
  /// stays, and those whose rollout is not over, and what is needed to tell the documents of those
  /// that stay.
  ///
  /// @param atMost of each cluster
  /// @return how many were forgotten
  int prune(Instant before, int atMost);
}
