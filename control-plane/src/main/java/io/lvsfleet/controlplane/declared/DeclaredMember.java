package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.IpAddress;
import io.lvsfleet.model.NodeId;
import org.jspecify.annotations.Nullable;

/// A director of the cluster.
///
/// @param interfaceName where virtual IPs go that name no interface of their own
/// @param priority the highest of those alive is master; not written means [#PRIORITY]
/// @param address from which it advertises; not written means, for multicast, the interface's own,
///   and for unicast the one that fits
public record DeclaredMember(
    NodeId node,
    @Nullable String interfaceName,
    @Nullable Integer priority,
    @Nullable IpAddress address) {

  /// keepalived's.
  public static final int PRIORITY = 100;

  public int effectivePriority() {
    return priority == null ? PRIORITY : priority;
  }
}
