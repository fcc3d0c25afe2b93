package io.lvsfleet.controlplane.store;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// A row of `director_member`.
@Entity(name = "Member")
@Table(name = "director_member")
public class MemberEntity {

  @EmbeddedId public MemberId id = new MemberId("", 0);

  public String node = "";

  @Column(name = "interface_name")
  public @Nullable String interfaceName;

  public @Nullable Integer priority;

  public @Nullable String address;

  public long changed;
}
