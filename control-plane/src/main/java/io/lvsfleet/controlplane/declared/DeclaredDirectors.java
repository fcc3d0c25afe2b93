package io.lvsfleet.controlplane.declared;

import java.util.List;

/// The directors of a cluster as one object: what `directors` holds.
///
/// @param settings of the cluster, as far as they stand there
public record DeclaredDirectors(ClusterSettings settings, List<DeclaredMember> members)
    implements Fragment {

  public DeclaredDirectors {
    members = List.copyOf(members);
  }
}
