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
}
