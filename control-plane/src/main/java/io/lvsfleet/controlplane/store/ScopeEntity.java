package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A row of `revision_scope`.
@Entity(name = "RevisionScope")
@Table(name = "revision_scope")
public class ScopeEntity {

  @EmbeddedId public ScopeId id = new ScopeId("", 0, "");

  /// The first revision that does not wait for it any more.
  public long until;

  @Column(name = "node_revision")
  public long nodeRevision;
}
