package io.lvsfleet.controlplane.agents;

import io.lvsfleet.model.Weight;

/// What a real server gets from one director now.
///
/// @param present whether it is in the kernel's table at all
/// @param reason in words, for example `check tcp is down: connection refused`
public record EffectiveServer(
    String service, String realServer, boolean present, Weight weight, String reason) {}
