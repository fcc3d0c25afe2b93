package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

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

  @Column(name = "last_hello")
  public Instant lastHello = Instant.EPOCH;
}
