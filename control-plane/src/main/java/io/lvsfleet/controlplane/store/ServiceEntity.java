package io.lvsfleet.controlplane.store;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.OnFailure;
import io.lvsfleet.model.Protocol;
import io.lvsfleet.model.Scheduler;
import io.lvsfleet.model.Tunnel;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `virtual_service`. Either `virtualIp` and `port` are set, or `firewallMark`, `matches`
/// or both.
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

  @JdbcTypeCode(SqlTypes.JSON)
  public List<Map<String, String>> matches = List.of();

  @Enumerated(EnumType.STRING)
  public @Nullable Scheduler scheduler;

  @Column(name = "scheduler_flags")
  public String[] schedulerFlags = {};

  @Enumerated(EnumType.STRING)
  public ForwardingMethod forwarding = ForwardingMethod.DIRECT_ROUTING;

  public boolean tunnel;

  @Column(name = "tunnel_type")
  @Enumerated(EnumType.STRING)
  public Tunnel.@Nullable Type tunnelType;

  @Column(name = "tunnel_port")
  public @Nullable Integer tunnelPort;

  @Column(name = "tunnel_checksum")
  @Enumerated(EnumType.STRING)
  public Tunnel.@Nullable Checksum tunnelChecksum;

  @Column(name = "tunnel_segment_limit")
  public @Nullable Integer tunnelSegmentLimit;

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

  public @Nullable Boolean adopt;

  /// JSON, as in the document.
  public String health = "{}";

  @Column(name = "own_checks")
  public boolean ownChecks;

  public long changed;
}
