package io.lvsfleet.controlplane.declared;

import io.lvsfleet.model.NodeId;
import org.jspecify.annotations.Nullable;

/// A director of the cluster.
///
/// @param interfaceName where virtual IPs go that name no interface of their own
public record DeclaredMember(NodeId node, @Nullable String interfaceName) {}
