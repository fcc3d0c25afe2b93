package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Sorted;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a document says of a host.
///
/// @param addresses by a name of the operator's choice (`public`, `inside`)
/// @param agent whether it runs an agent; not written means yes
/// @param interfaceName the network interface towards the directors, for what needs one
/// @param host where it differs from the cluster's other nodes
public record DeclaredNode(
    SortedMap<String, IpAddress> addresses,
    @Nullable Boolean agent,
    @Nullable String interfaceName,
    HostSettings host)
    implements Fragment {

  /// One of which nothing is said.
  public static final DeclaredNode NONE =
      new DeclaredNode(Sorted.map(), null, null, HostSettings.NONE);

  public DeclaredNode {
    addresses = Sorted.map(addresses);
  }

  public boolean hasAgent() {
    return agent == null || agent;
  }
}
