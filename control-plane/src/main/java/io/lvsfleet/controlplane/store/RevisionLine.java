package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.service.Author;
import io.lvsfleet.controlplane.service.StoredRevision;
import io.lvsfleet.model.ClusterId;
import io.lvsfleet.model.Revision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `revision` without its document.
record RevisionLine(
    long number, String author, @Nullable String reason, Instant at, boolean removed) {

  StoredRevision stored(ClusterId cluster) {
    return new StoredRevision(
        cluster, new Revision(number), new Author(author, reason), at, removed);
  }
}
