package io.lvsfleet.model;

/// What the kernel counts for a real server of one virtual service.
///
/// @param config in force when it was read
/// @param active connections (TCP established, every one of UDP)
/// @param persistent templates that tie a client to it
public record ServerStatistics(
    RealServerConfig config,
    long active,
    long inactive,
    long persistent,
    Counters counters,
    Rates rates) {}
