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
/// @param tunnel not written means the service's
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

  /// The same real server with another weight and other thresholds.
  public DeclaredRealServer tuned(
      @Nullable Weight otherWeight, @Nullable Integer otherUpper, @Nullable Integer otherLower) {
    return new DeclaredRealServer(
        target, port, otherWeight, forwarding, tunnel, otherUpper, otherLower);
  }

  public int effectivePort(Listen listen) {
    return port == null ? listen.defaultRealServerPort() : port;
  }

  public ForwardingMethod effectiveForwarding(ServiceSettings service) {
    return forwarding == null ? service.forwarding() : forwarding;
  }

  /// Its own, else the service's.
  public DeclaredTunnel effectiveTunnel(ServiceSettings service) {
    if (tunnel != null) {
      return tunnel;
    }
    return service.tunnel() == null ? DeclaredTunnel.DEFAULT : service.tunnel();
  }

  public RealServerConfig effective(ServiceSettings service) {
    ForwardingMethod method = effectiveForwarding(service);
    return config(
        method, method == ForwardingMethod.TUNNELING ? effectiveTunnel(service).effective() : null);
  }

  /// On the director itself. What DR and tunnel would send comes from no network there: it is
  /// delivered as it came.
  public RealServerConfig onDirector(ServiceSettings service) {
    ForwardingMethod method = effectiveForwarding(service);
    return config(method.keepsPort() ? ForwardingMethod.LOCAL : method, null);
  }

  private RealServerConfig config(ForwardingMethod method, @Nullable Tunnel effectiveTunnel) {
    return new RealServerConfig(
        method,
        weight == null ? Weight.ONE : weight,
        upperThreshold == null ? 0 : upperThreshold,
        lowerThreshold == null ? 0 : lowerThreshold,
        effectiveTunnel);
  }
}
