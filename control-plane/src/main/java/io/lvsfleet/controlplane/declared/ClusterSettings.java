package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a document says of the cluster as a whole.
///
/// @param timeouts of ip_vs; not written means they are nobody's business
/// @param connectionSync not written means none
/// @param announcing of virtual IPs
/// @param vrrp not written means the usual way, if there are several directors
/// @param nat of the real servers' own traffic; not written means none
/// @param checks that services may use, by their names
/// @param hosts for every node that says nothing else
public record ClusterSettings(
    @Nullable DeclaredTimeouts timeouts,
    @Nullable DeclaredSync connectionSync,
    @Nullable DeclaredAnnouncing announcing,
    @Nullable DeclaredVrrp vrrp,
    @Nullable DeclaredNat nat,
    SortedMap<String, DeclaredCheck> checks,
    HostSettings hosts) {

  public ClusterSettings {
    checks = Sorted.map(checks);
  }

  public static final ClusterSettings NONE =
      new ClusterSettings(null, null, null, null, null, Sorted.map(), HostSettings.NONE);

  /// How so many directors share the virtual IPs; null when the only one has them all the time.
  public @Nullable DeclaredVrrp failover(int directors) {
    return vrrp == null && directors > 1 ? DeclaredVrrp.DEFAULT : vrrp;
  }

  /// What stands in `directors`.
  public ClusterSettings ofDirectors() {
    return new ClusterSettings(
        timeouts, connectionSync, announcing, vrrp, null, Sorted.map(), HostSettings.NONE);
  }

  /// What stands outside.
  public ClusterSettings outsideDirectors() {
    return new ClusterSettings(null, null, null, null, nat, checks, hosts);
  }

  public ClusterSettings withDirectors(ClusterSettings directors) {
    return new ClusterSettings(
        directors.timeouts,
        directors.connectionSync,
        directors.announcing,
        directors.vrrp,
        nat,
        checks,
        hosts);
  }
}
