package io.lvsfleet.controlplane.store;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/// A row of `health_check`. What a check asks differs from type to type, and no query asks for it:
/// it is kept as it stands in the document.
@Entity(name = "HealthCheck")
@Table(name = "health_check")
public class CheckEntity {

  @EmbeddedId public PartId id = new PartId("", "", "");

  /// JSON.
  public String declared = "{}";

  public long changed;
}
