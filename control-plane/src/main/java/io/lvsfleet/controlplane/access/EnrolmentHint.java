package io.lvsfleet.controlplane.access;

/// What an agent needs besides its token.
///
/// @param caHash as an agent pins it: `sha256:` and the hash in hex
/// @param controlPlane `host:port` under which agents probably reach this control plane
public record EnrolmentHint(String caHash, String controlPlane) {}
