package io.lvsfleet.model;

/// What a real server gets from one director now.
///
/// @param service the operator's name of the virtual service
/// @param realServer the operator's name of the real server
/// @param present whether it belongs in the table at all
/// @param reason in words, for example `check tcp is down: connection refused`
public record EffectiveServer(
    String service, String realServer, boolean present, Weight weight, String reason) {}
