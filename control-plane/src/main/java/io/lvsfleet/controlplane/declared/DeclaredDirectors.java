package io.lvsfleet.controlplane.declared;

import java.util.List;

/// The directors of a cluster as one object: what `directors` holds.
public record DeclaredDirectors(List<DeclaredMember> members) implements Fragment {

  public DeclaredDirectors {
    members = List.copyOf(members);
  }
}
