package io.lvsfleet.agent.netlink.ipvs;

import io.lvsfleet.model.RealServerConfig;
import io.lvsfleet.model.RealServerKey;

/// A real server as one message of a dump tells it: identity, configuration, statistics.
public record RealServerRow(
    RealServerKey key,
    RealServerConfig config,
    long activeConnections,
    long inactiveConnections,
    long persistentConnections,
    Statistics statistics) {}
