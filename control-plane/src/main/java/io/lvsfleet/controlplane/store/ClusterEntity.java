package io.lvsfleet.controlplane.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A row of `cluster`.
@Entity(name = "Cluster")
@Table(name = "cluster")
public class ClusterEntity {

  @Id public String id = "";

  public long revision;

  /// It is kept after its removal, so that its revisions go on counting.
  public boolean removed;
}
