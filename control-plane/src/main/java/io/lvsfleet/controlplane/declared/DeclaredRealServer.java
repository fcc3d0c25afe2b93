package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.ForwardingMethod;
import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.Tunnel;
import io.lvsfleet.model.Weight;
import org.jspecify.annotations.Nullable;

/// A real server of one service.
///
/// @param port not written means the service's
/// @param forwarding not written means the service's
public record DeclaredRealServer(
    Target target,
    @Nullable Integer port,
    @Nullable Weight weight,
    @Nullable ForwardingMethod forwarding,
    @Nullable DeclaredTunnel tunnel,
    @Nullable Integer upperThreshold,
    @Nullable Integer lowerThreshold)
    implements Fragment {

  /// Which host it is.
  public sealed interface Target {
    /// A host of the fleet, found by its name.
    record OnNode(NodeId node) implements Target {}

    /// Somebody else's host, reached and probed only.
    record AtAddress(IpAddress address) implements Target {}
  }

  /// Null for somebody else's host.
  public @Nullable NodeId node() {
    return target instanceof Target.OnNode onNode ? onNode.node() : null;
  }

  public int effectivePort(Listen listen) {
    return port == null ? listen.defaultRealServerPort() : port;
  }

  public ForwardingMethod effectiveForwarding(ServiceSettings service) {
    return forwarding == null ? service.forwarding() : forwarding;
  }

  public RealServerConfig effective(ServiceSettings service) {
    ForwardingMethod method = effectiveForwarding(service);
    Tunnel effectiveTunnel =
        method != ForwardingMethod.TUNNELING
            ? null
            : tunnel == null ? Tunnel.IPIP : tunnel.effective();
    return new RealServerConfig(
        method,
        weight == null ? Weight.ONE : weight,
        upperThreshold == null ? 0 : upperThreshold,
        lowerThreshold == null ? 0 : lowerThreshold,
        effectiveTunnel);
  }
}
