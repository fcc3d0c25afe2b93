package io.lvsfleet.controlplane.topology;

import io.lvsfleet.controlplane.declared.DeclaredRealServer;
import io.lvsfleet.model.IpAddress;

/// A real server with the address it got.
///
/// @param address the declared one, or the one chosen from its node's when the document was
///   accepted: it does not change by itself when the node reports others later
public record AllocatedRealServer(DeclaredRealServer declared, IpAddress address) {}
