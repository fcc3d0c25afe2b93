package io.lvsfleet.controlplane.store;

import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.Tunnel;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `real_server`. Without a node it was declared by its address.
@Entity(name = "RealServer")
@Table(name = "real_server")
public class RealServerEntity {

  @EmbeddedId public PartId id = new PartId("", "", "");

  public @Nullable String node;

  public String address = "";

  public @Nullable Integer port;

  public @Nullable Integer weight;

  @Enumerated(EnumType.STRING)
  public @Nullable ForwardingMethod forwarding;

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

  @Column(name = "upper_threshold")
  public @Nullable Integer upperThreshold;

  @Column(name = "lower_threshold")
  public @Nullable Integer lowerThreshold;

  public long changed;
}
