package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Tunnel;
import org.jspecify.annotations.Nullable;

/// The encapsulation towards a real server behind a tunnel.
///
/// @param segmentLimit what TCP offers to clients at most, so that their packets fit through the
///   tunnel; not written means what fits into an Ethernet frame, 0 means no limit
public record DeclaredTunnel(
    Tunnel.@Nullable Type type,
    @Nullable Integer port,
    Tunnel.@Nullable Checksum checksum,
    @Nullable Integer segmentLimit) {

  /// What is not written at all.
  public static final DeclaredTunnel DEFAULT = new DeclaredTunnel(null, null, null, null);

  public Tunnel.Type effectiveType() {
    return type == null ? Tunnel.Type.IPIP : type;
  }

  public Tunnel.Checksum effectiveChecksum() {
    return checksum == null ? Tunnel.Checksum.NONE : checksum;
  }

  public Tunnel effective() {
    return new Tunnel(effectiveType(), port == null ? 0 : port, effectiveChecksum());
  }
}
