package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Masquerade of the real servers' own traffic.
///
/// @param source their networks
/// @param out the interface it leaves by; not written means every one
/// @param to the addresses it leaves with, at most one of a family; empty means the interface's own
public record DeclaredNat(List<Prefix> source, @Nullable String out, List<IpAddress> to) {

  public DeclaredNat {
    source = List.copyOf(source);
    to = List.copyOf(to);
  }

  /// Null for the interface's own.
  public @Nullable IpAddress to(AddressFamily family) {
    return to.stream().filter(address -> address.family() == family).findFirst().orElse(null);
  }
}
