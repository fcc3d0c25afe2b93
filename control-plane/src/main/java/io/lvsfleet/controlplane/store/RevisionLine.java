package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.rollout.Verdict;
import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.ChangeCounts;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A row of `revision` without its document.
record RevisionLine(
    long number,
    String author,
    @Nullable String reason,
    Instant at,
    boolean removed,
    @Nullable Integer created,
    @Nullable Integer updated,
    @Nullable Integer deleted,
    @Nullable String outcome,
    @Nullable Instant decidedAt) {

  StoredRevision stored(ClusterId cluster) {
    return new StoredRevision(
        cluster,
        new Revision(number),
        new Author(author, reason),
        at,
        removed,
        created == null || updated == null || deleted == null
            ? null
            : new ChangeCounts(created, updated, deleted),
        outcome == null || decidedAt == null
            ? null
            : new StoredRevision.Outcome(outcome(outcome), decidedAt));
  }

  static Verdict.Outcome outcome(String word) {
    return Verdict.Outcome.valueOf(word.toUpperCase(Locale.ROOT));
  }
}
