package io.lvsfleet.agent.netlink.ipvs;

import io.lvsfleet.model.VirtualServiceConfig;
import io.lvsfleet.model.VirtualServiceKey;

/// A virtual service as one message of a dump tells it: identity, configuration, statistics.
public record ServiceRow(
    VirtualServiceKey key, VirtualServiceConfig config, Statistics statistics) {}
