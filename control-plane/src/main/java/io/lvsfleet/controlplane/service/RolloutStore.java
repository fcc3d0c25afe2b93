package io.lvsfleet.controlplane.service;

import io.lvsfleet.controlplane.events.Event;
import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.Revision;
import io.lvsfleet.model.Sorted;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Where it is remembered what became of revisions.
public interface RolloutStore {

  /// Those that are not over, oldest first.
  List<OpenRollout> open();

  /// Remembers an outcome once, however many replicas say so.
  ///
  /// @param event that tells of it; stored only when this is the first to say so
  void decided(
      ClusterId cluster, Revision revision, Verdict.Outcome outcome, Instant at, Event event);

  /// Nothing more is expected of a revision that was rejected.
  void close(ClusterId cluster, Revision revision);

  /// A rollout that is not over.
  ///
  /// @param scope which agents it waits for, and for which state of theirs
  /// @param outcome so far: null or `REJECTED`
  record OpenRollout(
      ClusterId cluster,
      Revision revision,
      SortedMap<NodeId, Long> scope,
      Verdict.@Nullable Outcome outcome) {
    public OpenRollout {
      scope = Sorted.map(scope);
    }
  }
}
