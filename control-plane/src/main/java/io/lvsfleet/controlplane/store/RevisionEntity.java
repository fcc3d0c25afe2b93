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

  /// Whether it removed the cluster; then there is none of the three below, else one of them.
  public boolean removed;

  /// Whole, as YAML: how the first version of the program wrote it.
  public @Nullable String document;

  /// Whole, as JSON.
  public @Nullable String whole;

  /// What changed since the revision before.
  public @Nullable String patch;
}
