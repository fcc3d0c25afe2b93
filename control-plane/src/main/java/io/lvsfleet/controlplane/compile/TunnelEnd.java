package io.lvsfleet.controlplane.compile;

import io.lvsfleet.controlplane.declared.DeclaredTunnel;
import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.DecapsulationPort;
import io.lvsfleet.model.Device;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.Tunnel;
import org.jspecify.annotations.Nullable;

/// The real server's end of a tunnel: which device takes what the director wrapped.
///
/// @param local the address the director sends to
/// @param inner the family of what is inside
public record TunnelEnd(DeclaredTunnel tunnel, IpAddress local, AddressFamily inner) {

  /// What an Ethernet frame carries.
  private static final int FRAME = 1500;

  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;

  /// A base header (RFC 2784 section 2.1) with or without checksum.
  private static final int GRE_HEADER = 4;

  private static final int GRE_CHECKSUM = 4;

  /// `struct guehdr` of `net/gue.h`, and its private flags with the remote checksum option.
  private static final int GUE_HEADER = 4;

  private static final int GUE_REMOTE_CHECKSUM = 8;

  /// What GUE unwraps at its port is wrapped once more as IPIP would have wrapped it.
  public Device.Kind kind() {
    boolean overIpv4 = local.family() == AddressFamily.IPV4;
    return switch (tunnel.effectiveType()) {
      case IPIP, GUE ->
          !overIpv4
              ? Device.Kind.IP6TNL
              : inner == AddressFamily.IPV4 ? Device.Kind.IPIP : Device.Kind.SIT;
      case GRE -> overIpv4 ? Device.Kind.GRE : Device.Kind.IP6GRE;
    };
  }

  Device device() {
    return new Device(kind(), local, 0);
  }

  /// `lvs-ipip-3f2a`: the kind, and four digits that stand for the local address. The kernel has
  /// one device of a kind for one address, and services and clusters that use it share it.
  String name() {
    int hash = java.util.Arrays.hashCode(local.bytes()) * 0x9E37_79B9;
    return "lvs-%s-%04x".formatted(kind().word(), hash >>> 16);
  }

  /// Null when what arrives is taken by the device itself.
  @Nullable DecapsulationPort port() {
    Integer port = tunnel.port();
    return tunnel.effectiveType() == Tunnel.Type.GUE && port != null
        ? new DecapsulationPort(local.family(), port)
        : null;
  }

  /// What TCP may offer to clients so that their packets, wrapped, fit into a frame; 0 for no
  /// limit.
  public int segmentLimit() {
    Integer written = tunnel.segmentLimit();
    if (written != null) {
      return written;
    }
    return FRAME - header(local.family()) - encapsulation() - header(inner) - TCP_HEADER;
  }

  private int encapsulation() {
    Tunnel.Checksum checksum = tunnel.effectiveChecksum();
    return switch (tunnel.effectiveType()) {
      case IPIP -> 0;
      case GRE -> GRE_HEADER + (checksum == Tunnel.Checksum.FULL ? GRE_CHECKSUM : 0);
      case GUE ->
          UDP_HEADER + GUE_HEADER + (checksum == Tunnel.Checksum.REMOTE ? GUE_REMOTE_CHECKSUM : 0);
    };
  }

  private static int header(AddressFamily family) {
    return family == AddressFamily.IPV4 ? 20 : 40;
  }
}
