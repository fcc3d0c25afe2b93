package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `operator_override`.
@Entity(name = "OperatorOverride")
@Table(name = "operator_override")
public class OverrideEntity {

  @EmbeddedId public OverrideId id = new OverrideId("", "");

  public String kind = "";

  public @Nullable String service;

  @Column(name = "real_server")
  public @Nullable String realServer;

  public @Nullable String node;

  public @Nullable Long connections;

  public @Nullable Instant deadline;

  public @Nullable Integer weight;

  public String owner = "";

  public String reason = "";

  public Instant since = Instant.EPOCH;

  @Column(name = "expires_at")
  public @Nullable Instant expiresAt;

  public long changed;

  /// Director to the number of its state.
  @Column(name = "waits_for")
  @JdbcTypeCode(SqlTypes.JSON)
  public Map<String, Long> waitsFor = Map.of();
}
