package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `agent`.
@Entity(name = "Agent")
@Table(name = "agent")
public class AgentEntity {

  @Id public String node = "";

  @Column(name = "program_version")
  public String programVersion = "";

  @Column(name = "kernel_release")
  public String kernelRelease = "";

  public String[] addresses = {};

  /// Null when it said nothing of them.
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable Map<String, List<String>> capabilities;

  @Column(name = "last_hello")
  public Instant lastHello = Instant.EPOCH;
}
