package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `node`.
@Entity(name = "Node")
@Table(name = "node")
public class NodeEntity {

  @EmbeddedId public ObjectId id = new ObjectId("", "");

  /// Label to address.
  @JdbcTypeCode(SqlTypes.JSON)
  public Map<String, String> addresses = Map.of();

  public @Nullable Boolean agent;

  @Column(name = "interface_name")
  public @Nullable String interfaceName;

  @Embedded public HostColumns host = new HostColumns();

  public long changed;
}
