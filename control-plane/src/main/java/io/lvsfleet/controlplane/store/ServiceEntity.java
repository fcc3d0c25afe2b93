package io.lvsfleet.controlplane.store;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `virtual_service`. Either `virtualIp` and `port` or `firewallMark` are set.
@Entity(name = "VirtualService")
@Table(name = "virtual_service")
public class ServiceEntity {

  @EmbeddedId public ObjectId id = new ObjectId("", "");

  @Column(name = "virtual_ip")
  public @Nullable String virtualIp;

  @Enumerated(EnumType.STRING)
  public @Nullable Protocol protocol;

  public @Nullable Integer port;

  @Column(name = "firewall_mark")
  public @Nullable Long firewallMark;

  @Enumerated(EnumType.STRING)
  public @Nullable AddressFamily family;

  @Enumerated(EnumType.STRING)
  public @Nullable Scheduler scheduler;

  @Column(name = "scheduler_flags")
  public String[] schedulerFlags = {};

  @Enumerated(EnumType.STRING)
  public ForwardingMethod forwarding = ForwardingMethod.DIRECT_ROUTING;

  public boolean persistent;

  @Column(name = "persistence_seconds")
  public @Nullable Long persistenceSeconds;

  @Column(name = "persistence_prefix_length")
  public @Nullable Integer persistencePrefixLength;

  @Column(name = "persistence_engine")
  public @Nullable String persistenceEngine;

  @Column(name = "one_packet")
  public @Nullable Boolean onePacket;

  @Column(name = "on_failure")
  @Enumerated(EnumType.STRING)
  public @Nullable OnFailure onFailure;

  @Column(name = "own_checks")
  public boolean ownChecks;

  public long changed;
}
