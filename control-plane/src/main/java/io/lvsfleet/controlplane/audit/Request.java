package io.lvsfleet.controlplane.audit;

import java.util.UUID;

/// A request that changes something, as far as it is remembered. No part of it is a secret.
///
/// @param key given by this program, unlike the id
/// @param principal who sent it, for example a token's id
/// @param source the address it came from
/// @param id as it is in the answer and in the log
public record Request(
    UUID key, String principal, String source, String id, String method, String path) {}
