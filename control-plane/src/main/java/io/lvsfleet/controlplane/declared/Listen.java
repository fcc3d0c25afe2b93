package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Protocol;
import org.jspecify.annotations.Nullable;

/// What a virtual service accepts.
public sealed interface Listen {

  /// Packets to a port of a virtual IP.
  ///
  /// @param port 0 for every port
  record OnVirtualIp(String virtualIp, @Nullable Protocol protocol, int port) implements Listen {
    public Protocol effectiveProtocol() {
      return protocol == null ? Protocol.TCP : protocol;
    }
  }

  /// Packets with a firewall mark.
  record OnFirewallMark(long mark, @Nullable AddressFamily family) implements Listen {
    public AddressFamily effectiveFamily() {
      return family == null ? AddressFamily.IPV4 : family;
    }
  }

  /// The port real servers have that name none; 0 keeps the packet's own.
  default int defaultRealServerPort() {
    return switch (this) {
      case OnVirtualIp onVirtualIp -> onVirtualIp.port();
      case OnFirewallMark _ -> 0;
    };
  }
}
