package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.AddressFamily;
import io.lvsfleet.model.Protocol;
import java.util.List;
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
  ///
  /// @param mark not written means one is allocated
  /// @param match packets the director marks itself; empty means that somebody else does
  record OnFirewallMark(@Nullable Long mark, @Nullable AddressFamily family, List<MarkMatch> match)
      implements Listen {
    public OnFirewallMark {
      match = List.copyOf(match);
      if (mark == null && match.isEmpty()) {
        throw new IllegalArgumentException("a mark that is not written is one for given packets");
      }
    }

    /// Whether it is known that all of them are of one protocol.
    public boolean only(Protocol protocol) {
      return !match.isEmpty() && match.stream().allMatch(m -> m.effectiveProtocol() == protocol);
    }

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
