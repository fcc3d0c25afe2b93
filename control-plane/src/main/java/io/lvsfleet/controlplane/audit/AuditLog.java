package io.lvsfleet.controlplane.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where requests are remembered. Entries are only ever added; the status of one whose change was
/// stored before it was answered is filled in once.
public interface AuditLog {

  /// Stores what is not stored yet, and fills in the statuses of what is.
  void answered(List<AuditEntry> entries);

  /// Entries before an id, newest first.
  List<AuditEntry.Stored> before(long id, int limit, Filter filter);

  /// Forgets what is older.
  void prune(Instant before);

  /// Which entries are wanted; null means any.
  ///
  /// @param since the first moment
  /// @param until the first moment that is not wanted any more
  record Filter(
      @Nullable String principal,
      @Nullable String cluster,
      @Nullable Instant since,
      @Nullable Instant until) {}
}
