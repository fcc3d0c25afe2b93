package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import org.jspecify.annotations.Nullable;

/// A virtual IP, or a range of them.
///
/// @param prefixLength not written means the single address; of a range it is the range's
/// @param use not written means an address of services
public record DeclaredVirtualIp(
    IpAddress address,
    @Nullable Integer prefixLength,
    @Nullable String interfaceName,
    @Nullable Use use)
    implements Fragment {

  public enum Use {
    /// Clients send requests to it.
    SERVICE,
    /// NAT real servers send their answers through it; it moves together with the others.
    GATEWAY,
    /// Many addresses that some router sends to the director, for services by firewall mark.
    RANGE
  }

  public Use effectiveUse() {
    return use == null ? Use.SERVICE : use;
  }

  public boolean isRange() {
    return use == Use.RANGE;
  }

  /// All addresses: of a range all of its network, else the one.
  public AddressRange addresses() {
    return isRange()
        ? AddressRange.of(Prefix.of(address, effectivePrefixLength()))
        : AddressRange.of(address);
  }

  public int effectivePrefixLength() {
    return prefixLength == null ? address.family().bits() : prefixLength;
  }

  /// Whether that address lies in the network this one is written with. A single address has none.
  public boolean networkContains(IpAddress other) {
    return effectivePrefixLength() < address.family().bits()
        && address.sameNetwork(other, effectivePrefixLength());
  }
}
