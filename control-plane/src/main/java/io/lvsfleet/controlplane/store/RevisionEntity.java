package io.lvsfleet.controlplane.store;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `revision`.
@Entity(name = "Revision")
@Table(name = "revision")
public class RevisionEntity {

  @EmbeddedId public RevisionId id = new RevisionId("", 0);

  public String author = "";

  public @Nullable String reason;

  public Instant at = Instant.EPOCH;

  /// Null when the cluster was removed.
  public @Nullable String document;
}
