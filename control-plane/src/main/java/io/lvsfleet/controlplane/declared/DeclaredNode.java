package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a document says of a host.
///
/// @param addresses by a name of the operator's choice (`public`, `inside`)
/// @param agent whether it runs an agent; not written means yes
public record DeclaredNode(SortedMap<String, IpAddress> addresses, @Nullable Boolean agent)
    implements Fragment {

  public DeclaredNode {
    addresses = Sorted.map(addresses);
  }

  public boolean hasAgent() {
    return agent == null || agent;
  }
}
