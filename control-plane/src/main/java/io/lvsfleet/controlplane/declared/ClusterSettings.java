package io.lvsfleet.controlplane.declared;

import org.jspecify.annotations.Nullable;

/// What a document says of the cluster as a whole.
///
/// @param timeouts of ip_vs; not written means they are nobody's business
/// @param connectionSync not written means none
/// @param announcing of virtual IPs
/// @param nat of the real servers' own traffic; not written means none
/// @param hosts for every node that says nothing else
public record ClusterSettings(
    @Nullable DeclaredTimeouts timeouts,
    @Nullable DeclaredSync connectionSync,
    @Nullable DeclaredAnnouncing announcing,
    @Nullable DeclaredNat nat,
    HostSettings hosts) {

  public static final ClusterSettings NONE =
      new ClusterSettings(null, null, null, null, HostSettings.NONE);

  /// What stands in `directors`.
  public ClusterSettings ofDirectors() {
    return new ClusterSettings(timeouts, connectionSync, announcing, null, HostSettings.NONE);
  }

  /// What stands outside.
  public ClusterSettings outsideDirectors() {
    return new ClusterSettings(null, null, null, nat, hosts);
  }

  public ClusterSettings withDirectors(ClusterSettings directors) {
    return new ClusterSettings(
        directors.timeouts, directors.connectionSync, directors.announcing, nat, hosts);
  }
}
