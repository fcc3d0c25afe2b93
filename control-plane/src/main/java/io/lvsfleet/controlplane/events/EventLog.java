package io.lvsfleet.controlplane.events;

import io.lvsfleet.model.ClusterId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where events are kept, in the order of the commits and without gaps.
public interface EventLog {

  /// Events after that id, oldest first.
  ///
  /// @param after an id; of events that are not kept any more, or that never were, see [Slice]
  /// @param cluster null for all
  Slice after(long after, int limit, @Nullable ClusterId cluster);

  /// @return what is kept
  Bounds bounds();

  /// Forgets the oldest ones.
  ///
  /// @param before those that happened earlier
  /// @param atMost and those before the newest so many
  void prune(Instant before, long atMost);

  /// @param pruned the newest id that was forgotten; 0 when none was
  /// @param last the newest id; 0 when there is none
  record Bounds(long pruned, long last) {

    /// Whether everything after that id can be told.
    public boolean tellsAfter(long id) {
      return pruned <= id && id <= last;
    }
  }

  /// Some events.
  ///
  /// @param bounds of the log; what was asked for is complete only if they tell it
  /// @param next up to where the log was looked at: the place to go on from
  record Slice(List<StoredEvent> events, Bounds bounds, long next) {
    public Slice {
      events = List.copyOf(events);
    }
  }
}
