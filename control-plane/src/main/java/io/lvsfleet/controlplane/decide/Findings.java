package io.lvsfleet.controlplane.decide;

import io.lvsfleet.controlplane.declared.Violation;
import io.lvsfleet.controlplane.topology.Allocated;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/// What the rules say of a document.
///
/// @param violations for which it is refused
/// @param warnings which are only told
/// @param addresses of real servers, as far as one could be found
/// @param allocated what the cluster gets without its document saying so
public record Findings(
    List<Violation> violations,
    List<Violation> warnings,
    SortedMap<ServerRef, IpAddress> addresses,
    Allocated allocated) {

  public Findings {
    violations = List.copyOf(violations);
    warnings = List.copyOf(warnings);
    addresses = Sorted.map(addresses);
  }
}
