package io.lvsfleet.model;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What ip_vs has once per network namespace, beside its table.
///
/// @param timeouts observed: always there; wanted: null when they are nobody's business
/// @param syncDaemons at most one of each role
public record IpvsSettings(
    @Nullable Timeouts timeouts, SortedMap<SyncDaemon.Role, SyncDaemon> syncDaemons) {

  public static final IpvsSettings NONE = new IpvsSettings(null, Sorted.map());

  public IpvsSettings {
    syncDaemons = Sorted.map(syncDaemons);
    syncDaemons.forEach((role, daemon) -> {
      if (daemon.role() != role) {
        throw new IllegalArgumentException("a " + daemon.role() + " daemon is no " + role);
      }
    });
  }
}
