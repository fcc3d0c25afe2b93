package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.Tunnel;
import org.jspecify.annotations.Nullable;

/// The encapsulation towards a real server behind a tunnel.
public record DeclaredTunnel(
    Tunnel.@Nullable Type type, @Nullable Integer port, Tunnel.@Nullable Checksum checksum) {

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
