package io.lvsfleet.controlplane.store;

import io.lvsfleet.controlplane.declared.HostSettings;
import io.lvsfleet.model.NodePolicy;
import io.lvsfleet.model.SysctlKey;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How hosts are treated: the same columns in `cluster_settings` and `node`.
@Embeddable
public class HostColumns {

  public String[] unmanaged = {};

  @Enumerated(EnumType.STRING)
  public HostSettings.@Nullable Hold hold;

  @Enumerated(EnumType.STRING)
  public HostSettings.@Nullable ArpMethod arp;

  @Enumerated(EnumType.STRING)
  public HostSettings.@Nullable GatewayCare gateway;

  @Column(name = "drift_policy")
  @Enumerated(EnumType.STRING)
  public NodePolicy.@Nullable Drift driftPolicy;

  @Column(name = "drift_poll_millis")
  public @Nullable Long driftPollMillis;

  @Column(name = "statistics_millis")
  public @Nullable Long statisticsMillis;

  static HostColumns of(HostSettings host) {
    HostColumns columns = new HostColumns();
    columns.unmanaged = host.unmanaged().stream().map(SysctlKey::name).toArray(String[]::new);
    columns.hold = host.hold();
    columns.arp = host.arp();
    columns.gateway = host.gateway();
    columns.driftPolicy = host.driftPolicy();
    columns.driftPollMillis = Entities.millis(host.driftPoll());
    columns.statisticsMillis = Entities.millis(host.statisticsInterval());
    return columns;
  }

  HostSettings value() {
    return new HostSettings(
        Arrays.stream(unmanaged).map(SysctlKey::new).collect(Collectors.toCollection(TreeSet::new)),
        hold,
        arp,
        gateway,
        driftPolicy,
        Entities.duration(driftPollMillis),
        Entities.duration(statisticsMillis));
  }
}
