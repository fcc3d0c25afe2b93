package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.DeclaredVirtualIp;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `virtual_ip`.
@Entity(name = "VirtualIp")
@Table(name = "virtual_ip")
public class VirtualIpEntity {

  @EmbeddedId public ObjectId id = new ObjectId("", "");

  public String address = "";

  @Column(name = "prefix_length")
  public @Nullable Integer prefixLength;

  @Column(name = "interface_name")
  public @Nullable String interfaceName;

  @Enumerated(EnumType.STRING)
  public DeclaredVirtualIp.@Nullable Use usage;

  public long changed;
}
