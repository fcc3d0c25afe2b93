package io.lvsfleet.controlplane.store.access;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A row of `api_token`. Defaults are overwritten when a row is read.
@Entity(name = "ApiToken")
@Table(name = "api_token")
public class ApiTokenEntity extends PanacheEntityBase {

  @Id public String id = "";

  @Column(name = "secret_hash")
  public String secretHash = "";

  public String role = "";

  @Column(name = "created_at")
  public Instant createdAt = Instant.EPOCH;
}
