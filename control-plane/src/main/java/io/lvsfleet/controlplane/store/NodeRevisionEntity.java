package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A row of `node_revision`.
@Entity(name = "NodeRevision")
@Table(name = "node_revision")
public class NodeRevisionEntity {

  @Id public String node = "";

  public long number;

  @Column(name = "allowed_removals")
  public int allowedRemovals;
}
