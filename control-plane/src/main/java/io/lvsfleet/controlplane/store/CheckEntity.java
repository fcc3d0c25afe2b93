package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredCheck;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `health_check`.
@Entity(name = "HealthCheck")
@Table(name = "health_check")
public class CheckEntity {

  @EmbeddedId public PartId id = new PartId("", "", "");

  @Column(name = "performed_by")
  @Enumerated(EnumType.STRING)
  public DeclaredCheck.@Nullable From performedBy;

  public @Nullable Integer port;

  @Column(name = "interval_millis")
  public @Nullable Long intervalMillis;

  @Column(name = "timeout_millis")
  public @Nullable Long timeoutMillis;

  public @Nullable Integer fall;

  public @Nullable Integer rise;

  public long changed;
}
