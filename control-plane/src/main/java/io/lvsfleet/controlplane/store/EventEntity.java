package io.lvsfleet.controlplane.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/// A row of `event`.
@Entity(name = "Event")
@Table(name = "event")
public class EventEntity {

  @Id public long id;

  public Instant at = Instant.EPOCH;

  public String type = "";

  public String[] clusters = {};

  public @Nullable String node;

  public @Nullable String author;

  public String detail = "";

  /// JSON, handed on as it is.
  @ColumnTransformer(write = "CAST(? AS jsonb)")
  public String data = "{}";
}
