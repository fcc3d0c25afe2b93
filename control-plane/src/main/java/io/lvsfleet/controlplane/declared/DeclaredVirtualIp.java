package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import org.jspecify.annotations.Nullable;

/// A virtual IP.
///
/// @param prefixLength not written means the single address
public record DeclaredVirtualIp(
    IpAddress address, @Nullable Integer prefixLength, @Nullable String interfaceName)
    implements Fragment {

  public int effectivePrefixLength() {
    return prefixLength == null ? address.family().bits() : prefixLength;
  }

  /// Whether that address lies in the network this one is written with. A single address has none.
  public boolean networkContains(IpAddress other) {
    return effectivePrefixLength() < address.family().bits()
        && address.sameNetwork(other, effectivePrefixLength());
  }
}
