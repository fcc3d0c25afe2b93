package io.lvsfleet.controlplane.store.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of `join_token`. Defaults are overwritten when a row is read.
@Entity(name = "JoinToken")
@Table(name = "join_token")
public class JoinTokenEntity extends PanacheEntityBase {

  @Id public String id = "";

  @Column(name = "secret_hash")
  public String secretHash = "";

  public String node = "";

  @Column(name = "created_at")
  public Instant createdAt = Instant.EPOCH;

  @Column(name = "expires_at")
  public Instant expiresAt = Instant.EPOCH;

  @Column(name = "used_at")
  public @Nullable Instant usedAt;

  @Column(name = "used_from")
  public @Nullable String usedFrom;
}
