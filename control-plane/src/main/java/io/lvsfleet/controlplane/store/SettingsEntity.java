package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A row of `cluster_settings`.
@Entity(name = "ClusterSettings")
@Table(name = "cluster_settings")
public class SettingsEntity {

  @Id public String cluster = "";

  public boolean timeouts;

  @Column(name = "tcp_seconds")
  public @Nullable Long tcpSeconds;

  @Column(name = "tcp_fin_seconds")
  public @Nullable Long tcpFinSeconds;

  @Column(name = "udp_seconds")
  public @Nullable Long udpSeconds;

  @Column(name = "sync_interface")
  public @Nullable String syncInterface;

  @Column(name = "sync_id")
  public @Nullable Integer syncId;

  @Column(name = "sync_max_length")
  public @Nullable Integer syncMaxLength;

  @Column(name = "sync_group")
  public @Nullable String syncGroup;

  @Column(name = "sync_port")
  public @Nullable Integer syncPort;

  @Column(name = "sync_ttl")
  public @Nullable Integer syncTtl;

  public boolean announcing;

  @Column(name = "announce_repeat")
  public @Nullable Integer announceRepeat;

  @Column(name = "announce_millis")
  public @Nullable Long announceMillis;

  @Column(name = "refresh_millis")
  public @Nullable Long refreshMillis;

  /// Field to what is written; null: nothing, not even `{}`.
  @JdbcTypeCode(SqlTypes.JSON)
  public @Nullable Map<String, String> vrrp;

  @Column(name = "vrrp_track")
  @JdbcTypeCode(SqlTypes.JSON)
  public List<Map<String, String>> vrrpTrack = List.of();

  @Column(name = "allocated_router_id")
  public @Nullable Integer allocatedRouterId;

  /// Director to address.
  @Column(name = "peer_addresses")
  @JdbcTypeCode(SqlTypes.JSON)
  public Map<String, String> peerAddresses = Map.of();

  @Column(name = "handover_from")
  public @Nullable String handoverFrom;

  @Column(name = "handover_order")
  public @Nullable String handoverOrder;

  @Column(name = "nat_source")
  public String @Nullable [] natSource;

  @Column(name = "nat_out")
  public @Nullable String natOut;

  @Column(name = "nat_to")
  public String @Nullable [] natTo;

  @Embedded public HostColumns host = new HostColumns();

  /// JSON: checks that services may use, as in the document.
  @Column(name = "checks")
  public String checks = "{}";

  /// Service to mark.
  @Column(name = "allocated_marks")
  @JdbcTypeCode(SqlTypes.JSON)
  public Map<String, String> allocatedMarks = Map.of();

  @Column(name = "allocated_sync_id")
  public @Nullable Integer allocatedSyncId;

  /// Director to parameters.
  @Column(name = "absent_parameters")
  @JdbcTypeCode(SqlTypes.JSON)
  public Map<String, List<String>> absentParameters = Map.of();

  public long changed;
}
